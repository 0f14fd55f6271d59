import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import type { Health } from "./health";

/** Problems of the machine, as opposed to its models, and what to do about them; renders nothing when all is well. */
export function SystemProblems({ health: { storage, clock }, className }: { health: Health; className?: string }) {
  const t = useTranslations("system");
  const problems = [
    storage && storage.state !== "ok" ? t(`storage.${storage.state}`, { freeMib: storage.free_mib ?? 0 }) : null,
    clock && clock.state !== "ok" ? t(`clock.${clock.state}`) : null,
  ].filter((problem) => problem !== null);
  if (problems.length === 0) return null;
  return (
    <ul className={cn("space-y-2 text-sm", className)}>
      {problems.map((problem) => (
        <li key={problem}>{problem}</li>
      ))}
    </ul>
  );
}
