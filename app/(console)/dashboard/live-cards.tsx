"use client";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import type { LiveCard } from "@/lib/dashboard/live-snapshot";
import { Panel } from "./panel";
import { useNumbers } from "./use-numbers";

/** The graphics cards: used beside promised, by holder, with the line above which the alert is raised. */
export function LiveCards({ cards }: { cards: LiveCard[] | null }) {
  const t = useTranslations("dashboard.vram");
  return (
    <Panel title={t("title")}>
      {cards === null || cards.length === 0 ? (
        <p className="text-muted-foreground text-sm">{t(cards === null ? "none" : "unreadable")}</p>
      ) : (
        <ul className="space-y-5">
          {cards.map((card) => (
            <Card key={card.index} card={card} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Shades of our own colour for our processes, grey for what is not ours. */
const shades = ["bg-primary", "bg-primary/65", "bg-primary/40", "bg-primary/25"] as const;

function Card({ card }: { card: LiveCard }) {
  const t = useTranslations("dashboard.vram");
  const roles = useTranslations("system.roles");
  const processes = useTranslations("dashboard.processes.names");
  const { gib, percent } = useNumbers();
  const { total_mib: total, used_mib: used, promised, reserve_mib: reserve, holders, alert_fraction: line } = card;
  const held = holders.reduce((sum, { used_mib }) => sum + used_mib, 0);
  // Where the driver does not name every holder, e.g. inside a container, the rest is shown as one part.
  const rest = used === null ? 0 : Math.max(0, used - held);
  const usedParts = [
    ...holders.map(({ process, used_mib }, index) => ({
      key: process ?? "others",
      name: process ? processes(process) : t("others"),
      mib: used_mib,
      tone: process ? (shades[index % shades.length] ?? shades[0]) : "bg-muted-foreground/60",
    })),
    ...(rest > 0 ? [{ key: "rest", name: t("unnamed"), mib: rest, tone: "bg-muted-foreground/40" }] : []),
  ];
  const promisedParts = [
    ...promised.map(({ role, mib }, index) => ({
      key: role as string,
      name: roles(role),
      mib: mib ?? 0,
      tone: shades[index % shades.length] ?? shades[0],
    })),
    { key: "reserve", name: t("reserve"), mib: reserve, tone: "bg-muted-foreground/30" },
  ];
  const whole = total ?? Math.max(held, used ?? 0);
  const sum = (parts: { mib: number }[]) => parts.reduce((all, { mib }) => all + mib, 0);
  return (
    <li className="text-sm">
      <p className="flex flex-wrap items-center justify-between gap-x-3">
        <span className="min-w-0 truncate">{t("card", { index: card.index, name: card.name })}</span>
        {card.alert && <Badge tone="danger">{t("alert", { share: percent(line) })}</Badge>}
      </p>
      <Bar
        label={t("used", { amount: used === null ? "–" : gib(used), total: total === null ? "–" : gib(total) })}
        parts={usedParts}
        whole={whole}
        line={line}
      />
      <Bar
        label={t("promised", { amount: gib(sum(promisedParts)), total: total === null ? "–" : gib(total) })}
        parts={promisedParts}
        whole={whole}
        line={line}
      />
      <p className="mt-1 text-muted-foreground text-xs">{t("line", { share: percent(line) })}</p>
    </li>
  );
}

interface BarProps {
  label: string;
  parts: { key: string; name: string; mib: number; tone: string }[];
  whole: number;
  line: number;
}

function Bar({ label, parts, whole, line }: BarProps) {
  const { gib } = useNumbers();
  return (
    <div className="mt-2">
      <p className="text-xs">{label}</p>
      <div className="relative mt-1">
        <div aria-hidden className="flex h-3 gap-px overflow-hidden rounded-full bg-muted">
          {parts.map(({ key, mib, tone }) => (
            <div key={key} className={cn("h-full", tone)} style={{ width: `${whole ? (mib / whole) * 100 : 0}%` }} />
          ))}
        </div>
        <div aria-hidden className="absolute -inset-y-1 w-px bg-foreground" style={{ left: `${line * 100}%` }} />
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 text-muted-foreground text-xs">
        {parts.map(({ key, name, mib, tone }) => (
          <li key={key} className="flex items-center gap-1.5">
            <span aria-hidden className={cn("size-2 rounded-full", tone)} />
            {name} {gib(mib)}
          </li>
        ))}
      </ul>
    </div>
  );
}
