import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import type { ConnectFacts } from "@/lib/connect/connect-facts";
import { firewallLines, mirroredNetwork, type NetworkLines, portProxy } from "@/lib/connect/network-lines";

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
  return (
    <figure className="mt-3">
      <figcaption className="text-muted-foreground text-xs">{t(shell)}</figcaption>
      <div className="mt-1 flex items-start gap-1 rounded-md bg-muted py-1 pr-1 pl-4">
        <pre className="min-w-0 flex-1 whitespace-pre-wrap break-all py-2 font-mono text-xs leading-relaxed">
          {lines.join("\n")}
        </pre>
        <CopyButton text={lines.join("\n")} label={t("copy")} />
      </div>
    </figure>
  );
}
