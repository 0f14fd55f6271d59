import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import { type ConnectFacts, firstPageOf } from "@/lib/connect/connect-facts";
import { QrCode } from "./qr-code";

/** The address for the next device, as a code too. `visited`: the one by which this visitor came. */
export function ServerAddress({ facts, visited }: { facts: ConnectFacts; visited: string | null }) {
  const t = useTranslations("connect.address");
  const origin = visited ?? facts.origins[0];
  const others = facts.origins.filter((each) => each !== origin);
  if (origin === undefined) return <p className="text-sm">{t("nobody")}</p>;
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
