package io.lvsagent.agent.intent;

/**
 * Something to report that is not an error.
 *
 * @param code for machines, stable within schema 1
 * @param text one line for people
 */
public record Note(String code, String text) {}
