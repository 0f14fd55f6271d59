"use client";
import { Printer } from "lucide-react";
import { Button } from "@/components/ui/button";

/** Browsers save as PDF from the same dialog. */
export function PrintButton({ label }: { label: string }) {
  return (
    <Button variant="outline" className="pointer-coarse:h-11 print:hidden" onClick={() => window.print()}>
      <Printer aria-hidden />
      {label}
    </Button>
  );
}
