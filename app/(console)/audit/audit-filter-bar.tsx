"use client";
import { X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { auditGroupNames } from "@/lib/audit/actions";
import { auditEntities } from "@/lib/audit/kept-fields";
import { auditOutcomes } from "@/lib/audit/outcomes";
import type { AuditPerson } from "@/lib/audit/view";
import { FilterChoice, FilterField } from "../filter-fields";
import type { AuditFilterName, AuditFilters } from "./audit-filters";

interface AuditFilterBarProps {
  filters: AuditFilters;
  /** Those of the address that can't mean anything. */
  unreadable: readonly AuditFilterName[];
  narrow: (changes: AuditFilters) => void;
  widen: () => void;
  people: readonly AuditPerson[];
}

/** What the list is narrowed to. */
export function AuditFilterBar({ filters, unreadable, narrow, widen, people }: AuditFilterBarProps) {
  const t = useTranslations("audit");
  const history = useTranslations("history.filters");
  const format = useFormatter();
  const isNarrowed = Object.keys(filters).length > 0;
  const nameOf = (id: string) => {
    if (id === "system") return t("system");
    return people.find((person) => String(person.id) === id)?.name ?? t("unknownPerson", { id: Number(id) });
  };
  const filterName = (name: AuditFilterName) => (name === "id" ? t("row") : t(`filters.${name}`));
  const own = people.map(({ id }) => String(id));
  const chosen = filters.person === undefined || own.includes(filters.person) ? [] : [filters.person];
  return (
    <search aria-label={t("filters.label")} className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-6">
      <FilterChoice
        label={t("filters.person")}
        value={filters.person}
        options={[...new Set(["system", ...chosen, ...own])]}
        textOf={nameOf}
        choose={(person) => narrow({ person })}
      />
      <FilterChoice
        label={t("filters.group")}
        value={filters.group}
        options={auditGroupNames}
        textOf={(group) => t(`groups.${group as (typeof auditGroupNames)[number]}`)}
        choose={(group) => narrow({ group })}
      />
      <FilterChoice
        label={t("filters.entity")}
        value={filters.entity}
        options={auditEntities}
        textOf={(entity) => t(`entities.${entity as (typeof auditEntities)[number]}`)}
        choose={(entity) => narrow({ entity, id: "" })}
      />
      <FilterChoice
        label={t("filters.outcome")}
        value={filters.outcome}
        options={auditOutcomes}
        textOf={(outcome) => t(`outcomes.${outcome as (typeof auditOutcomes)[number]}`)}
        choose={(outcome) => narrow({ outcome })}
      />
      {(["from", "to"] as const).map((name) => (
        <FilterField key={name} label={t(`filters.${name}`)}>
          <Input
            type="date"
            value={filters[name] ?? ""}
            onChange={(event) => narrow({ [name]: event.target.value })}
            className="h-9 pointer-coarse:h-11"
          />
        </FilterField>
      ))}
      {unreadable.length > 0 && (
        <p className="col-span-full text-muted-foreground text-xs">
          {history("unreadable", { filters: format.list(unreadable.map(filterName)) })}
        </p>
      )}
      {isNarrowed && (
        <div className="col-span-full flex flex-wrap items-center gap-2">
          {filters.id !== undefined && (
            <span className="wrap-anywhere text-muted-foreground text-xs">{t("filters.id", { id: filters.id })}</span>
          )}
          <Button variant="ghost" size="sm" className="-ml-2 pointer-coarse:h-11" onClick={widen}>
            <X aria-hidden />
            {t("filters.clear")}
          </Button>
        </div>
      )}
    </search>
  );
}
