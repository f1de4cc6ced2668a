package io.lvsagent.sysctl;

/** A kernel parameter and the text that it has or shall have. */
public record Setting(SysctlKey key, String value) {}
