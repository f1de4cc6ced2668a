package io.lvsagent.agent.intent;

/**
 * Something on the host that relies on a value of ours without having asked for it.
 *
 * @param id identifies it in the ledger, whatever its name becomes
 * @param code the code of the note, if it was added after we took the key
 * @param reason the text of the note: why the value stays
 */
record Bystander(String id, String code, String reason) {}
