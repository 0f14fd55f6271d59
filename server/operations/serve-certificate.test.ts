import { expect, test } from "vitest";
import { auditLog } from "../../drizzle/schema";
import { openTestDb } from "../records/testing/test-db";
import { makeAuthority } from "../web/certificates/make-certificates";
import { serveCertificate } from "./serve-certificate";

async function served(source = "authority") {
  const [own, company] = [await makeAuthority("Own", []), await makeAuthority("Company", [])];
  let cert = own.cert;
  return {
    company,
    current: () => ({ cert, source }),
    async use(input: { cert: string; key: string } | null) {
      if (input?.key === "wrong") return "other_key" as const;
      cert = input?.cert ?? own.cert;
      return null;
    },
  };
}

test("an administrator changes the certificate, and the audit log has both fingerprints and no key", async () => {
  const { as, person, db } = openTestDb();
  const boss = as(await person("boss", "admin"));
  const certificates = await served();
  expect(await serveCertificate(boss, { ...certificates.company, key: "wrong" }, certificates)).toBe("other_key");
  expect(await serveCertificate(boss, certificates.company, certificates)).toBeNull();
  expect(await serveCertificate(boss, null, certificates)).toBeNull();
  const rows = db.select().from(auditLog).all();
  expect(rows.map(({ action }) => action)).toEqual(["certificate.use", "certificate.drop"]);
  expect(rows.map(({ changedFields }) => changedFields)).toEqual([
    expect.arrayContaining(["fingerprint"]),
    expect.arrayContaining(["fingerprint"]),
  ]);
  expect(JSON.stringify(rows)).not.toContain("PRIVATE KEY");
});

test("nobody else may, and not where the settings name the certificate", async () => {
  const { as, person } = openTestDb();
  const certificates = await served();
  await expect(serveCertificate(as(await person("ann")), null, certificates)).rejects.toMatchObject({
    code: "forbidden",
  });
  const boss = as(await person("boss", "admin"));
  await expect(serveCertificate(boss, null, await served("files"))).rejects.toMatchObject({ code: "conflict" });
  await expect(serveCertificate(boss, null, null)).rejects.toMatchObject({ code: "conflict" });
});
