#!/bin/sh
# A real server behind address translation needs a route alone
DIRECTOR=192.0.2.1
route del default 2>/dev/null
route add default gw $DIRECTOR
