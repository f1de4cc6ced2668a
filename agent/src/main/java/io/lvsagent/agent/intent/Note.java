package io.lvsagent.agent.intent;

/**
 * Something that people should know and that is no error: a code for machines, a text for people.
 */
public record Note(String code, String text) {}
