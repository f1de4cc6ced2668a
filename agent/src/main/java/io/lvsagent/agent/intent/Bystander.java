package io.lvsagent.agent.intent;

/**
 * Something on the host that a value of ours may matter to.
 *
 * @param id what it is known by in the ledger, whatever its name becomes
 * @param code of the note, if it came after us
 * @param reason why the value stays then
 */
record Bystander(String id, String code, String reason) {}
