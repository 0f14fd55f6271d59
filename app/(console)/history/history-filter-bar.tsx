"use client";
import { ListFilter, X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { languages } from "@/lib/languages";
import { keptStages } from "@/lib/service-levels";
import { FilterChoice, FilterField } from "../filter-fields";
import { SearchField } from "../search-field";
import type { FilterOptions } from "./filter-options";
import { type FilterName, filterNames, type HistoryFilters, waitsMs } from "./history-filters";
import { useFilterTexts } from "./use-filter-texts";
import type { useHistoryUrl } from "./use-history-url";
import { useTagName } from "./use-tag-name";

type HistoryFilterBarProps = Pick<
  ReturnType<typeof useHistoryUrl>,
  "query" | "filters" | "unreadable" | "search" | "narrow"
> & { options: FilterOptions };

/** Words, and what else the list is narrowed to: chips that can be taken away, and a form that is opened for more. */
export function HistoryFilterBar({ query, filters, unreadable, search, narrow, options }: HistoryFilterBarProps) {
  const t = useTranslations("history");
  const textOf = useFilterTexts(options);
  const format = useFormatter();
  const formId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const chips = filterNames.flatMap((name) => {
    const value = filters[name];
    // How long a stage took is one thing to say, and to take away.
    if (value === undefined || (name === "stage" && filters.above)) return [];
    const text =
      name === "stage" ? t("filters.stageChip", { stage: textOf(name, value) }) : textOf(name, value, filters);
    return [{ name, text, without: name === "above" ? { above: "", stage: "" } : { [name]: "" } }];
  });
  return (
    <div className="space-y-2">
      <div className="flex gap-2">
        <div className="min-w-0 flex-1">
          <SearchField label={t("search")} query={query} onChange={search} />
        </div>
        <Button
          variant="outline"
          size="icon"
          className="shrink-0 pointer-coarse:size-11"
          aria-label={t("filters.show")}
          title={t("filters.show")}
          aria-expanded={isOpen}
          aria-controls={formId}
          onClick={() => setIsOpen(!isOpen)}
        >
          <ListFilter aria-hidden />
        </Button>
      </div>
      {chips.length > 0 && (
        <ul aria-label={t("filters.active")} className="flex flex-wrap gap-1.5">
          {chips.map(({ name, text, without }) => (
            <li key={name} className="max-w-full">
              <button
                type="button"
                aria-label={t("filters.remove", { filter: text })}
                onClick={() => narrow(without)}
                className="flex min-h-7 max-w-full items-center gap-1 rounded-md bg-primary-soft px-2 text-primary text-xs transition-colors hover:bg-hover pointer-coarse:min-h-11"
              >
                <span className="truncate">{text}</span>
                <X aria-hidden className="size-3 shrink-0" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {unreadable.length > 0 && (
        <p className="text-muted-foreground text-xs">
          {t("filters.unreadable", { filters: format.list(unreadable.map((name) => t(`filters.${name}`))) })}
        </p>
      )}
      <div id={formId} hidden={!isOpen}>
        {isOpen && <FilterForm filters={filters} narrow={narrow} options={options} />}
      </div>
    </div>
  );
}

function FilterForm({ filters, narrow, options }: Pick<HistoryFilterBarProps, "filters" | "narrow" | "options">) {
  const t = useTranslations("history.filters");
  const textOf = useFilterTexts(options);
  const tagName = useTagName();
  const common = useTranslations("common");
  const choice = (name: FilterName, choices: readonly string[]) => (
    <FilterChoice
      label={t(name)}
      value={filters[name]}
      // What a shared address asks for is shown, also where nobody would offer it.
      options={[...new Set([...choices, ...(filters[name] ? [filters[name]] : [])])]}
      textOf={(value) => textOf(name, value)}
      choose={(value) => narrow({ [name]: value })}
    />
  );
  const field = (name: FilterName, props: { type?: string }) => (
    <Input
      {...props}
      value={filters[name] ?? ""}
      maxLength={200}
      onChange={(event) => narrow({ [name]: event.target.value })}
      className="h-9 pointer-coarse:h-11"
    />
  );
  return (
    <div className="grid max-h-[52dvh] grid-cols-2 gap-2 overflow-y-auto rounded-md bg-muted p-3">
      <FilterField label={t("from")}>{field("from", { type: dateType(filters.from) })}</FilterField>
      <FilterField label={t("to")}>{field("to", { type: dateType(filters.to) })}</FilterField>
      {options.hasPeople && <FilterField label={t("person")}>{field("person", {})}</FilterField>}
      {choice("model", options.models)}
      {choice("language", languages)}
      {choice("voice", Object.keys(options.voiceNames))}
      {choice("rating", ["up", "down"])}
      <FilterChoice
        label={t("tag")}
        value={filters.tag}
        options={options.tags.map(({ id }) => String(id))}
        textOf={(value) => options.tags.filter(({ id }) => String(id) === value).map(tagName)[0] ?? ""}
        choose={(value) => narrow({ tag: value })}
      />
      {choice("stage", keptStages)}
      <FilterChoice
        label={filters.stage ? t("aboveOf") : t("above")}
        value={filters.above}
        options={[...new Set([...waitsMs.map(String), ...(filters.above ? [filters.above] : [])])]}
        textOf={(value) => common("seconds", { value: Number(value) / 1_000 })}
        choose={(value) => narrow({ above: value })}
      />
      <div className="col-span-2 flex flex-wrap gap-1.5 pt-1">
        {(["errors", "interrupted", "corrected"] as const).map((name) => (
          <Toggle key={name} text={t(name)} isOn={filters[name] !== undefined} toggle={(on) => narrow(on(name))} />
        ))}
      </div>
    </div>
  );
}

/** The dashboard's points lead here with moments; by hand, days are chosen. */
const dateType = (value: string | undefined) => (value?.includes("T") ? "datetime-local" : "date");

interface ToggleProps {
  text: string;
  isOn: boolean;
  toggle: (changes: (name: FilterName) => HistoryFilters) => void;
}

function Toggle({ text, isOn, toggle }: ToggleProps) {
  return (
    <Button
      variant={isOn ? "secondary" : "outline"}
      size="sm"
      className="pointer-coarse:h-11"
      aria-pressed={isOn}
      onClick={() => toggle((name) => ({ [name]: isOn ? "" : "1" }))}
    >
      {text}
    </Button>
  );
}
