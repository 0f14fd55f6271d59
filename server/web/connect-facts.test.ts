import { expect, test } from "vitest";
import { makeAuthority, makeServerCertificate } from "./certificates/make-certificates";
import { certificateFacts } from "./connect-facts";

test("a certificate's IPv6 addresses are written as people and browsers write them", async () => {
  const names = ["localhost"];
  const addresses = ["127.0.0.1", "::1", "fd00::7"];
  const authority = await makeAuthority("desk", [...names, ...addresses]);
  const { cert } = await makeServerCertificate(authority, { names, addresses });
  expect(certificateFacts({ cert, source: "authority" }).names).toEqual([...names, ...addresses]);
});
