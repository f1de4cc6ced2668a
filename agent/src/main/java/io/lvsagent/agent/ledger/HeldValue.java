package io.lvsagent.agent.ledger;

import java.util.List;

/**
 * A value that is ours.
 *
 * @param original the text of the last value that was not ours
 * @param written the text of the value that we wrote
 * @param bystanders those who could rely on the key when we wrote it: addresses on quiet devices
 *     for ARP parameters, devices for forwarding; for conf/default the devices that existed then,
 *     because only later ones inherit it
 */
public record HeldValue(String original, String written, List<String> bystanders) {}
