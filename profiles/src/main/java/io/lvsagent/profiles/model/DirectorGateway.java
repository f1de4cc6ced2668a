package io.lvsagent.profiles.model;

import io.lvsagent.iface.Ip;

/** What the host sends to {@code destination} as an answer must leave through {@code gateway}. */
public record DirectorGateway(Ip destination, Ip gateway) {}
