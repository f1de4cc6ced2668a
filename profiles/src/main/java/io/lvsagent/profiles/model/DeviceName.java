package io.lvsagent.profiles.model;

import io.lvsagent.profiles.yaml.Place;

/** The name of a device and the place in the config where it is written. */
public record DeviceName(String name, Place place) {}
