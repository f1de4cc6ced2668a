package io.lvsagent.profiles.model;

import io.lvsagent.iface.Ip;

/** A check that answers to {@code destination} leave through {@code gateway}, the director. */
public record DirectorGateway(Ip destination, Ip gateway) {}
