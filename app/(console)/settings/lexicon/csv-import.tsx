"use client";
import { Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { actionValue } from "@/app/action-answer";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { AppError } from "@/lib/errors";
import type { Lexicon } from "@/lib/lexicon";
import { Refused } from "../../refused";
import { useOneAtATime } from "../../use-one-at-a-time";
import { readLexiconCsvAction } from "../actions";
import { ChangePreview } from "./change-preview";
import { decodeCsv } from "./decode-csv";

import { maxCsvChars } from "./max-csv";

async function readFile(file: File) {
  const text = decodeCsv(new Uint8Array(await file.arrayBuffer()));
  if (text.length > maxCsvChars) throw new AppError("upload_too_large");
  return actionValue(readLexiconCsvAction(text));
}

/** Takes a file, and shows what it would change before it does. */
export function CsvImport({ lexicon }: { lexicon: Lexicon }) {
  const t = useTranslations("settings.lexicon");
  const input = useRef<HTMLInputElement>(null);
  const read = useOneAtATime({ mutationFn: readFile });
  return (
    <div>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        aria-label={t("csvFile")}
        tabIndex={-1}
        className="sr-only"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) read.mutate(file);
          // The same file may be chosen again after it was corrected.
          target.value = "";
        }}
      />
      <Button
        variant="outline"
        size="sm"
        className="pointer-coarse:h-11"
        disabled={read.isPending}
        onClick={() => input.current?.click()}
      >
        {read.isPending ? <Spinner /> : <Upload aria-hidden />}
        {t("import")}
      </Button>
      <Refused className="mt-2" error={read.error} conflict={t("conflict")} />
      {read.data && (
        <ChangePreview
          title={t("preview.title")}
          wanted={read.data}
          isWhole={false}
          lexicon={lexicon}
          close={read.reset}
        />
      )}
    </div>
  );
}
