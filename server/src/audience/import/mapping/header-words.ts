// How exports of address books, shops and clinics call their columns, in the languages of the people who made
// them.

import { plainName, type Target } from "./target.ts";

type Known = Exclude<Target["kind"], "attribute" | "ignore">;

/** English, Arabic, French, Spanish, Portuguese, Hindi; several in a line. */
const words: Readonly<Record<Known, readonly string[]>> = {
  phone: [
    "phone|phone number|mobile|mobile number|mobile phone|mobile no|phone no|whatsapp",
    "whatsapp number|whatsapp no|cell|cell phone|cellphone|telephone|tel|msisdn",
    "contact number|contact no|phone 1 value|phone 1|number|wa number|e164|recipient",
    "الهاتف|هاتف|رقم الهاتف|الجوال|جوال|رقم الجوال|الموبايل|موبايل|رقم الموبايل",
    "رقم الواتساب|واتساب|الواتس|رقم|تليفون|رقم التليفون|المحمول|رقم المحمول",
    "téléphone|numéro de téléphone|téléphone portable|portable|numéro|mobile 1|n° de téléphone",
    "numéro de portable|tél|teléfono|telefono|número de teléfono|móvil|movil|celular",
    "número de celular|número|telefone|número de telefone|telemóvel|telemovel|fone|contato",
    "फ़ोन|फोन|फ़ोन नंबर|फोन नंबर|मोबाइल|मोबाइल नंबर|मोबाइल नं|व्हाट्सएप|व्हाट्सएप नंबर|नंबर",
    "दूरभाष",
  ],
  name: [
    "name|full name|contact name|customer name|customer|client|client name|display name",
    "first name|firstname|given name|last name|lastname|surname|family name|person",
    "الاسم|اسم|الاسم الكامل|اسم العميل|العميل|الاسم الأول|اسم العائلة|الاسم الاول",
    "nom|nom complet|prénom|nom de famille|nom du client|nom et prénom",
    "nombre|nombre completo|nombre del cliente|apellido|apellidos|cliente",
    "nome|nome completo|nome do cliente|sobrenome|apelido",
    "नाम|पूरा नाम|ग्राहक का नाम|ग्राहक|पहला नाम|उपनाम",
  ],
  language: [
    "language|lang|locale|preferred language|language code",
    "اللغة|لغة|langue|idioma|lengua|língua|भाषा",
  ],
  time_zone: [
    "time zone|timezone|tz|المنطقة الزمنية|fuseau horaire|zona horaria|huso horario",
    "fuso horário|fuso|समय क्षेत्र",
  ],
  tags: [
    "tags|tag|labels|label|groups|group membership|segments",
    "الوسوم|وسوم|وسم|étiquettes|étiquette|etiquetas|etiqueta|marcadores|टैग|लेबल",
  ],
};

/** What a header says by itself; null when it is a word of the file's own. */
export function targetOfHeader(header: string): Known | null {
  return byWord.get(folded(header)) ?? null;
}

/** Accents and the spellings of Arabic's alif are left out by many who type. */
function folded(header: string): string {
  return plainName(header)
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f\u064b-\u065f\u0640]/g, "")
    .replaceAll(/[أإآ]/g, "ا")
    .replaceAll("ى", "ي");
}

const byWord: ReadonlyMap<string, Known> = new Map(
  (Object.keys(words) as Known[]).flatMap((known) =>
    words[known].flatMap((line) => line.split("|").map((word) => [folded(word), known] as const)),
  ),
);
