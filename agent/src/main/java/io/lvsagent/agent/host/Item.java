package io.lvsagent.agent.host;

/** A value that is there, and that knows its key. */
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
