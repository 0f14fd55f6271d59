/** How a unit is said: `{}` is the place of the amount. `one`: for an amount of exactly 1. */
interface SpokenUnit {
  mandarin: string;
  one: string;
  many: string;
}

const unit = (mandarin: string, one: string, many = `${one}s`): SpokenUnit => ({
  mandarin: mandarin.includes("{}") ? mandarin : `{}${mandarin}`,
  one,
  many,
});

/** Units by how they are written; a written form is matched as it is, capitals included. */
export const units: Record<string, SpokenUnit> = {
  "km/h": unit("時速{}公里", "kilometer per hour", "kilometers per hour"),
  "km/hr": unit("時速{}公里", "kilometer per hour", "kilometers per hour"),
  kph: unit("時速{}公里", "kilometer per hour", "kilometers per hour"),
  mph: unit("時速{}英里", "mile per hour", "miles per hour"),
  "m/s": unit("每秒{}公尺", "meter per second", "meters per second"),
  km: unit("公里", "kilometer"),
  m: unit("公尺", "meter"),
  cm: unit("公分", "centimeter"),
  mm: unit("公釐", "millimeter"),
  μm: unit("微米", "micrometer"),
  nm: unit("奈米", "nanometer"),
  ft: unit("英尺", "foot", "feet"),
  "km²": unit("平方公里", "square kilometer"),
  "m²": unit("平方公尺", "square meter"),
  "cm²": unit("平方公分", "square centimeter"),
  "m³": unit("立方公尺", "cubic meter"),
  "cm³": unit("立方公分", "cubic centimeter"),
  kg: unit("公斤", "kilogram"),
  g: unit("公克", "gram"),
  mg: unit("毫克", "milligram"),
  μg: unit("微克", "microgram"),
  lb: unit("磅", "pound"),
  oz: unit("盎司", "ounce"),
  L: unit("公升", "liter"),
  mL: unit("毫升", "milliliter"),
  cc: unit("西西", "c c", "c c"),
  "mg/dL": unit("每分升{}毫克", "milligram per deciliter", "milligrams per deciliter"),
  mmHg: unit("毫米汞柱", "millimeter of mercury", "millimeters of mercury"),
  bpm: unit("每分鐘{}下", "beat per minute", "beats per minute"),
  rpm: unit("每分鐘{}轉", "revolution per minute", "revolutions per minute"),
  kcal: unit("大卡", "kilocalorie"),
  W: unit("瓦", "watt"),
  kW: unit("千瓦", "kilowatt"),
  kWh: unit("度電", "kilowatt hour"),
  V: unit("伏特", "volt"),
  mAh: unit("毫安時", "milliamp hour"),
  dB: unit("分貝", "decibel"),
  Hz: unit("赫茲", "hertz", "hertz"),
  kHz: unit("千赫", "kilohertz", "kilohertz"),
  MHz: unit("兆赫", "megahertz", "megahertz"),
  GHz: unit("G 赫茲", "gigahertz", "gigahertz"),
  hPa: unit("百帕", "hectopascal"),
  ppm: unit("p p m", "part per million", "parts per million"),
  KB: unit(" KB ", "kilobyte"),
  MB: unit(" MB ", "megabyte"),
  GB: unit(" GB ", "gigabyte"),
  TB: unit(" TB ", "terabyte"),
  "MB/s": unit("每秒{} MB ", "megabyte per second", "megabytes per second"),
  "GB/s": unit("每秒{} GB ", "gigabyte per second", "gigabytes per second"),
  Mbps: unit("每秒{} M ", "megabit per second", "megabits per second"),
  Gbps: unit("每秒{} G ", "gigabit per second", "gigabits per second"),
  fps: unit("每秒{}格", "frame per second", "frames per second"),
  px: unit("像素", "pixel"),
  ms: unit("毫秒", "millisecond"),
  s: unit("秒", "second"),
  min: unit("分鐘", "minute"),
  h: unit("小時", "hour"),
  "°C": unit("度", "degree Celsius", "degrees Celsius"),
  "°F": unit("華氏{}度", "degree Fahrenheit", "degrees Fahrenheit"),
  "°": unit("度", "degree"),
};

/** Other ways to write a unit. */
const spellings: Record<string, string> = {
  "㎞": "km",
  "㎝": "cm",
  "㎜": "mm",
  µm: "μm",
  um: "μm",
  km2: "km²",
  m2: "m²",
  "㎡": "m²",
  cm2: "cm²",
  m3: "m³",
  "㎥": "m³",
  cm3: "cm³",
  "㎏": "kg",
  "㎎": "mg",
  µg: "μg",
  mcg: "μg",
  lbs: "lb",
  ml: "mL",
  "㎖": "mL",
  "㏄": "cc",
  "mg/dl": "mg/dL",
  RPM: "rpm",
  FPS: "fps",
  kB: "KB",
  sec: "s",
  secs: "s",
  mins: "min",
  hr: "h",
  hrs: "h",
  "℃": "°C",
  º: "°",
  "º C": "°C",
  "° C": "°C",
  "℉": "°F",
  "° F": "°F",
};

const written = [...Object.keys(units), ...Object.keys(spellings)].sort((a, b) => b.length - a.length);

/** Source of a pattern for any written unit, the longest first. */
export const unitPattern = written.map((each) => each.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("|");

/** The key in `units` of a written unit. */
export const unitKey = (spelling: string): string => spellings[spelling] ?? spelling;
