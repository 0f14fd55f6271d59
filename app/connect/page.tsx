import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { siteOfHeaders } from "@/lib/auth/cookies";
import { can } from "@/lib/auth/permissions";
import { chosenSystem } from "@/lib/connect/systems";
import { visitorOrigin } from "@/lib/connect/visitor-origin";
import { listCheckedDevices } from "@/server/records/devices/list-checked-devices";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { CertificateSection } from "./certificate-section";
import { CheckedDevices } from "./checked-devices";
import { DeviceCheckRoom } from "./device-check";
import { ServerAddress } from "./server-address";
import { TrustGuide } from "./trust-guide";
import { UnreachableHelp } from "./unreachable-help";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("connect"))("title") };
}

interface ConnectPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** How a device reaches this server and trusts it. `?system=` chooses whose steps are shown. */
export default async function ConnectPage({ searchParams }: ConnectPageProps) {
  const [parameters, requestHeaders, actor, t] = await Promise.all([
    searchParams,
    headers(),
    currentActor(),
    getTranslations("connect"),
  ]);
  const facts = getRuntime().connect();
  const mayChange = actor !== null && can(actor.role, "settings:manage_house");
  const seesDevices = actor !== null && can(actor.role, "device:read_all");
  const devices = seesDevices ? await listCheckedDevices(getRuntime().contextFor(actor)) : null;
  const { secure } = siteOfHeaders(requestHeaders);
  const visited = visitorOrigin(requestHeaders.get("host"), secure);
  const asked = typeof parameters.system === "string" ? parameters.system : null;
  const isReachable = visited !== null || facts.origins.length > 0;
  const isPlain = !secure && facts.authority === null && (facts.origins[0] ?? "http:").startsWith("http:");
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-3xl px-4 pt-4 pb-16 md:px-8 md:pt-6">
        <h1 className="font-semibold text-lg tracking-tight">{t("title")}</h1>
        <p className="mt-1 max-w-prose text-muted-foreground text-sm">{t(isReachable ? "intro" : "introLocal")}</p>
        {!actor && (
          <Button asChild variant="outline" size="sm" className="mt-3 pointer-coarse:h-11">
            <Link href="/login">{t("logIn")}</Link>
          </Button>
        )}
        <div className="mt-8 grid grid-cols-1 gap-10">
          <ServerAddress facts={facts} visited={visited} isAdministrator={mayChange} />
          {facts.authority ? (
            <TrustGuide
              authority={facts.authority}
              system={chosenSystem(asked, requestHeaders.get("user-agent") ?? "")}
            />
          ) : (
            <Alert tone={isPlain ? "warning" : "info"}>{t(isPlain ? "trust.plain" : "trust.own")}</Alert>
          )}
          <DeviceCheckRoom isLoggedIn={actor !== null} />
          {mayChange && facts.certificate && <CertificateSection certificate={facts.certificate} />}
          {devices && <CheckedDevices devices={devices} />}
          {/* Where no other device can connect, or a proxy lets it, no firewall's line for this port helps. */}
          {facts.origins.length > 0 && <UnreachableHelp facts={facts} />}
        </div>
      </div>
    </div>
  );
}
