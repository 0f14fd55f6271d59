import { useTranslations } from "next-intl";
import type { ConnectFacts } from "@/lib/connect/connect-facts";
import { firewallLines, mirroredNetwork, type NetworkLines, portProxy } from "@/lib/connect/network-lines";
import { CopyLines } from "./copy-lines";

/** What keeps another device out, and the lines that let it in. */
export function UnreachableHelp({ facts: { port, wsl } }: { facts: ConnectFacts }) {
  const t = useTranslations("connect.unreachable");
  return (
    <section>
      <h2 className="font-semibold text-base">{t("title")}</h2>
      <p className="mt-1 max-w-prose text-muted-foreground text-sm">{t("body")}</p>
      <Lines {...firewallLines(port, wsl !== null)} />
      {wsl?.mode === "nat" && (
        <>
          <p className="mt-4 max-w-prose text-sm">{t("wsl")}</p>
          <Lines {...mirroredNetwork} />
          <p className="mt-4 max-w-prose text-sm">{t("wslForward")}</p>
          <Lines {...portProxy(wsl, port)} />
        </>
      )}
    </section>
  );
}

function Lines({ shell, lines }: NetworkLines) {
  const t = useTranslations("connect.unreachable");
  return <CopyLines caption={t(shell)} lines={lines} label={t("copy")} />;
}
