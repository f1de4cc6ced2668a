package io.lvsagent.sysctl;

/** A kernel parameter and its text, observed or desired. */
public record Setting(SysctlKey key, String value) {}
