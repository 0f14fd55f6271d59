import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import { type ConnectFacts, firstPageOf } from "@/lib/connect/connect-facts";
import { listenEverywhere } from "@/lib/connect/network-lines";
import { CopyLines } from "./copy-lines";
import { QrCode } from "./qr-code";

interface ServerAddressProps {
  facts: ConnectFacts;
  /** The address by which this visitor came. */
  visited: string | null;
  /** May let others in where it listens on this machine alone. */
  isAdministrator: boolean;
}

/** The address for the next device, as a code too. */
export function ServerAddress({ facts, visited, isAdministrator }: ServerAddressProps) {
  const t = useTranslations("connect.address");
  const origin = visited ?? facts.origins[0];
  const others = facts.origins.filter((each) => each !== origin);
  if (origin === undefined) {
    if (!facts.isLocalOnly) return <p className="text-sm">{t("noNetwork")}</p>;
    return (
      <section>
        <p className="max-w-prose text-sm">
          {t("localOnly")} {!isAdministrator && t("askAdministrator")}
        </p>
        {isAdministrator && <CopyLines caption={t("letIn")} lines={[listenEverywhere]} label={t("copyLine")} />}
      </section>
    );
  }
  const url = firstPageOf(origin, facts);
  return (
    <section className="flex flex-wrap items-center gap-x-8 gap-y-4">
      <QrCode text={url} label={t("qr", { url })} />
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="font-semibold text-base">{t("title")}</h2>
        <p className="mt-1 text-muted-foreground text-sm">{t("body")}</p>
        <p className="mt-2 flex items-center gap-1">
          <span className="wrap-anywhere min-w-0 font-medium tabular-nums">{url}</span>
          <CopyButton text={url} label={t("copy")} />
        </p>
        {others.length > 0 && (
          <p className="wrap-anywhere mt-2 text-muted-foreground text-xs">
            {t("others")} {others.join(" · ")}
          </p>
        )}
      </div>
    </section>
  );
}
