"use client";
import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useEarlyInput } from "@/components/ui/use-early-input";
import { maxQueryChars } from "@/lib/search-query";

interface SearchFieldProps {
  label: string;
  query: string;
  onChange: (query: string) => void;
}

export function SearchField({ label, query, onChange }: SearchFieldProps) {
  const t = useTranslations("common");
  const field = useRef<HTMLInputElement>(null);
  useEarlyInput(field, onChange);
  return (
    <search className="relative block">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted-foreground"
      />
      <Input
        ref={field}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        aria-label={label}
        placeholder={label}
        value={query}
        maxLength={maxQueryChars}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onChange("");
        }}
        className="h-9 pr-10 pl-9 pointer-coarse:h-11"
      />
      {query && (
        <Button
          variant="ghost"
          size="icon-sm"
          className="absolute top-0.5 right-0.5 pointer-coarse:size-10"
          aria-label={t("clearSearch")}
          onClick={() => onChange("")}
        >
          <X aria-hidden />
        </Button>
      )}
    </search>
  );
}
