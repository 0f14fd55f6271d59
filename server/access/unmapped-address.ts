/** The address as people know it: a socket for IPv4 and IPv6 reports `192.168.1.7` as `::ffff:192.168.1.7`. */
export function unmappedAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}
