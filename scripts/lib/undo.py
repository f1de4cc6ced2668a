"""Deletes addresses as somebody would by hand, and prints how long each was away, in microseconds.

undo.py DEVICE PATIENCE PAUSE ADDRESS…    one after the other; -1 for one that is not back in so many seconds
undo.py DEVICE PATIENCE flush COUNT       all at once; from the end of the flush until as many are there again

It runs in the namespace of the device.
"""

import select
import socket
import struct
import subprocess
import sys
import time

# linux/rtnetlink.h, linux/netlink.h, linux/if_addr.h
RTM_NEWADDR, RTM_DELADDR = 20, 21
NLM_F_REQUEST, NLM_F_ACK = 1, 4
RTMGRP_IPV4_IFADDR = 0x10
IFA_LOCAL = 2
ROOM = 64 << 20


def events(datagram):
    """Yields type and IFA_LOCAL of each event about an address."""
    offset = 0
    while offset + 16 <= len(datagram):
        length, kind = struct.unpack_from("=IH", datagram, offset)
        message, at = datagram[offset : offset + length], 24
        while at + 4 <= len(message):
            size, attribute = struct.unpack_from("=HH", message, at)
            if attribute == IFA_LOCAL:
                yield kind, message[at + 4 : at + 8]
            at += (max(size, 4) + 3) & ~3
        offset += (length + 3) & ~3


def hearing():
    heard = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    heard.setsockopt(socket.SOL_SOCKET, 33, ROOM)  # SO_RCVBUFFORCE
    heard.bind((0, RTMGRP_IPV4_IFADDR))
    return heard


def until(heard, begin, patience, is_over):
    """Returns the seconds from the beginning to the event that is_over takes for the last, or -1."""
    while time.monotonic() < begin + patience:
        if select.select([heard], [], [], 0.1)[0]:
            now = time.monotonic()
            for kind, address in events(heard.recv(1 << 20)):
                if is_over(kind, address):
                    return now - begin
    return -1


def deleted(index, patience, address):
    heard = hearing()
    asked = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    asked.bind((0, 0))
    body = struct.pack("=BBBBI", socket.AF_INET, 32, 0, 0, index) + struct.pack("=HH", 8, IFA_LOCAL) + address
    begin = time.monotonic()
    asked.send(struct.pack("=IHHII", 16 + len(body), RTM_DELADDR, NLM_F_REQUEST | NLM_F_ACK, 1, 0) + body)
    error = struct.unpack_from("=i", asked.recv(4096), 16)[0]
    if error:
        sys.exit("cannot delete " + socket.inet_ntoa(address) + ": error " + str(-error))
    return until(heard, begin, patience, lambda kind, back: kind == RTM_NEWADDR and back == address)


def flushed(device, patience, count):
    heard = hearing()
    there = count

    def is_over(kind, _):
        nonlocal there
        there += 1 if kind == RTM_NEWADDR else -1
        return there == count

    subprocess.run(["ip", "-4", "address", "flush", "dev", device, "scope", "global"], check=True)
    return until(heard, time.monotonic(), patience, is_over)


def tell(seconds):
    print(round(1e6 * seconds) if seconds >= 0 else -1, flush=True)
    return seconds >= 0


device, patience = sys.argv[1], float(sys.argv[2])
if sys.argv[3] == "flush":
    tell(flushed(device, patience, int(sys.argv[4])))
    sys.exit()
for text in sys.argv[4:]:
    time.sleep(float(sys.argv[3]))
    if not tell(deleted(socket.if_nametoindex(device), patience, socket.inet_aton(text))):
        break
