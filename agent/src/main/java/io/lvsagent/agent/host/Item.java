package io.lvsagent.agent.host;

/** A leaf's value at its key. */
public sealed interface Item extends Value
    permits ModuleItem,
        DeviceItem,
        SysctlItem,
        LinkItem,
        NeighbourItem,
        NftTableItem,
        TimeoutItem,
        VirtualServiceItem,
        RealServerItem,
        SyncDaemonItem,
        AddressItem,
        RouteItem,
        GatewayItem {
  Key key();
}
