import { BlockList, isIP } from "node:net";

const ownNetworks = new BlockList();
ownNetworks.addSubnet("127.0.0.0", 8, "ipv4");
ownNetworks.addSubnet("10.0.0.0", 8, "ipv4");
ownNetworks.addSubnet("172.16.0.0", 12, "ipv4");
ownNetworks.addSubnet("192.168.0.0", 16, "ipv4");
ownNetworks.addAddress("::1", "ipv6");
ownNetworks.addSubnet("fc00::", 7, "ipv6");

/**
 * True for an address of this machine or of a private network (RFC 1918, RFC 4193), also mapped into IPv6. False for
 * link-local addresses: machines in clouds answer there with their own keys. False for what is no address.
 */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && ownNetworks.check(address, family === 6 ? "ipv6" : "ipv4");
}
