import { expect, test } from "vitest";
import { isPrivateAddress } from "./private-address";

test.each([
  ["127.0.0.1", true],
  ["10.1.2.3", true],
  ["172.16.0.1", true],
  ["172.31.255.255", true],
  ["192.168.0.10", true],
  ["::1", true],
  ["fd12:3456::1", true],
  ["::ffff:192.168.0.10", true],
  ["::ffff:c0a8:000a", true],
  ["172.32.0.1", false],
  ["169.254.169.254", false],
  ["fe80::1", false],
  ["0.0.0.0", false],
  ["::", false],
  ["fd00:ec2::254", false],
  ["fd00:0ec2:0:0:0:0:0:254", false],
  ["fd20:ce::254", false],
  ["fd00:ec2::253", true],
  ["8.8.8.8", false],
  ["::ffff:8.8.8.8", false],
  ["64:ff9b::808:808", false],
  ["2001:4860:4860::8888", false],
  ["localhost", false],
  ["", false],
])("%s is of the own network: %s", (address, expected) => expect(isPrivateAddress(address)).toBe(expected));
