"use client";
import { useTranslations } from "next-intl";
import { SystemProblems } from "@/components/shell/system-problems";
import { Badge } from "@/components/ui/badge";
import type { LiveSnapshot } from "@/lib/dashboard/live-snapshot";
import { Panel } from "./panel";
import { useNumbers } from "./use-numbers";

/** What each process takes beside what was planned for it. */
export function LiveProcesses({ processes, process_plan: plan }: Pick<LiveSnapshot, "processes" | "process_plan">) {
  const t = useTranslations("dashboard.processes");
  const { gib, cores } = useNumbers();
  return (
    <Panel title={t("title")}>
      <table className="w-full text-sm">
        <thead className="text-left text-muted-foreground text-xs">
          <tr>
            {(["process", "cores", "memory"] as const).map((column) => (
              <th key={column} scope="col" className="py-1 pr-3 font-medium last:pr-0">
                {t(`columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {processes.map(({ name, cores: used, resident_mib: mib }) => (
            <tr key={name}>
              <th scope="row" className="py-1.5 pr-3 text-left font-normal">
                {t(`names.${name}`)}
              </th>
              <td className="py-1.5 pr-3">{used === null ? "–" : cores(used)}</td>
              <td className="py-1.5">{gib(mib)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="mt-2 text-muted-foreground text-xs">
        {plan.map(({ processes: planned, cores: most, memory_mib: mib }) => {
          const names = planned.map((name) => t(`names.${name}`)).join(" + ");
          const values = { names, cores: cores(most) };
          return (
            <li key={planned.join()}>
              {mib === null ? t("planOfCores", values) : t("plan", { ...values, memory: gib(mib) })}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** The machine: how far the voice is degraded, the disk, the clock. */
export function LiveMachine({ service, storage, clock }: Pick<LiveSnapshot, "service" | "storage" | "clock">) {
  const t = useTranslations("dashboard.machine");
  const { gib } = useNumbers();
  const isWell = storage.state === "ok" && clock.state === "ok";
  const rows = [
    ["service", t(`levels.${service.level}`)],
    ["data", storage.free_mib === null ? "–" : gib(storage.free_mib)],
    ["models", storage.models_free_mib === null ? "–" : gib(storage.models_free_mib)],
    ["clock", t(`clocks.${clock.state}`)],
  ] as const;
  return (
    <Panel title={t("title")}>
      <dl className="divide-y text-sm">
        {rows.map(([name, text]) => (
          <div key={name} className="flex justify-between gap-3 py-1.5">
            <dt className="text-muted-foreground">{t(`rows.${name}`)}</dt>
            <dd className="text-right">
              {name === "service" && service.level !== "full" ? <Badge tone="warning">{text}</Badge> : text}
            </dd>
          </div>
        ))}
      </dl>
      {service.reason && <p className="text-muted-foreground text-xs">{t(`reasons.${service.reason}`)}</p>}
      {!isWell && <SystemProblems health={{ status: "ok", models: [], storage, clock }} className="mt-2" />}
    </Panel>
  );
}
