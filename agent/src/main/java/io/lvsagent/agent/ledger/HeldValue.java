package io.lvsagent.agent.ledger;

import java.util.List;

/**
 * A value of ours that stands at a key.
 *
 * @param original the last value that was not ours, as text
 * @param written what we wrote, as text
 * @param bystanders who could rely on the key when we took it: addresses on quiet devices for ARP
 *     parameters, devices for ip_forward; and for conf/default the devices that have nothing of it
 */
public record HeldValue(String original, String written, List<String> bystanders) {}
