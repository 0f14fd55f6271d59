/** True when a part of the SPDX expression forbids commercial use (Creative Commons' NonCommercial licences). */
export function isNonCommercial(licence: string): boolean {
  return /\bCC-BY-NC\b/.test(licence);
}
