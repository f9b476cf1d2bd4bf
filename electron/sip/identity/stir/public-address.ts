import { BlockList, isIP } from 'node:net';

/** Special-purpose addresses (RFC 6890 and its registries): none of them is a server of the public internet. */
const NOT_PUBLIC = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3],
] as const) NOT_PUBLIC.addSubnet(network, prefix, 'ipv4');
/** Of 2000::/3, the only global unicast there is, what leads to IPv4 or nowhere: Teredo and its neighbours, documentation, 6to4. */
for (const [network, prefix] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) NOT_PUBLIC.addSubnet(network, prefix, 'ipv6');
const GLOBAL_IPV6 = new BlockList();
GLOBAL_IPV6.addSubnet('2000::', 3, 'ipv6');

/** True for an IP literal out in the internet; false for this machine, its networks, multicast, mapped forms, and text that is no literal. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4: return !NOT_PUBLIC.check(address, 'ipv4');
    case 6: return !address.includes('%') && GLOBAL_IPV6.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
    default: return false;
  }
}
