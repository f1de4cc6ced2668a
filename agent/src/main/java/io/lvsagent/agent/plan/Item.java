package io.lvsagent.agent.plan;

/** A leaf's value at its key. */
public sealed interface Item extends Value
    permits DeviceItem, SysctlItem, LinkItem, NeighbourItem, AddressItem, RouteItem, GatewayItem {
  Key key();
}
