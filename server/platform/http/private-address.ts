import { BlockList, isIP } from "node:net";

const ownNetworks = new BlockList();
ownNetworks.addSubnet("127.0.0.0", 8, "ipv4");
ownNetworks.addSubnet("10.0.0.0", 8, "ipv4");
ownNetworks.addSubnet("172.16.0.0", 12, "ipv4");
ownNetworks.addSubnet("192.168.0.0", 16, "ipv4");
ownNetworks.addAddress("::1", "ipv6");
ownNetworks.addSubnet("fc00::", 7, "ipv6");

/** Where the clouds of Amazon and Google tell their machines' keys, though it is in a private network's range. */
const cloudKeys = new BlockList();
cloudKeys.addAddress("fd00:ec2::254", "ipv6");
cloudKeys.addAddress("fd20:ce::254", "ipv6");

/**
 * True for an address of this machine or of a private network (RFC 1918, RFC 4193), also mapped into IPv6. False for
 * what machines in clouds ask for their own keys: link-local addresses, and `cloudKeys`. False for what is no address.
 */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const type = family === 6 ? "ipv6" : "ipv4";
  return ownNetworks.check(address, type) && !cloudKeys.check(address, type);
}
