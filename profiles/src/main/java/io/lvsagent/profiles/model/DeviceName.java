package io.lvsagent.profiles.model;

import io.lvsagent.profiles.yaml.Place;

/** A device that a service names, and where it does. */
public record DeviceName(String name, Place place) {}
