// People, doctors, clinics and notes, in the scripts and with the punctuation a clinic meets.

export type Person = { first: string; last: string };

type Script = { firsts: readonly string[]; lasts: readonly string[] };

const words = (text: string): string[] => text.split(/ *\| */);

const latin: Script = {
  firsts: words(
    "Asha | Ravi | Priya | Arjun | Meera | Vikram | Ananya | Sanjay | Lakshmi | Deepak | Kavita | Rahul | " +
      "Fatima | Omar | Layla | Yusuf | Mariam | Khalid | Emma | Oliver | Zoë | Jürgen | Søren | Chloé | " +
      "José | Inês | João | Beatriz | Sofía | Núria | Łukasz | Wanjiru | " +
      "Otieno | Achieng | Mary-Anne | Li Wei",
  ),
  lasts: words(
    "Sharma | Patel | Iyer | Reddy | Khan | Gupta | Nair | D'Souza | Fernandes | Al Mansouri | Haddad | " +
      "El-Sayed | Smith | O'Connor | Müller | Groß | van der Berg | García Márquez | " +
      "da Silva | Gonçalves | " +
      "Kamau | Mwangi | St. John | McDonald | Nguyễn | Åkesson",
  ),
};

const arabic: Script = {
  firsts: words(
    "محمد | فاطمة | أحمد | عائشة | علي | مريم | عمر | خديجة | يوسف | نورة | عبد الله | سارة | إبراهيم | ليلى",
  ),
  lasts: words("المنصوري | الحربي | السيد | حداد | القحطاني | عبد الرحمن | الشمري | منصور | الزهراني"),
};

const devanagari: Script = {
  firsts: words(
    "आशा | रवि | प्रिया | अर्जुन | मीरा | विक्रम | अनन्या | संजय | लक्ष्मी | दीपक | " +
      "कविता | श्रीकृष्ण | ऋषि | ज्ञानेश्वर",
  ),
  lasts: words("शर्मा | पटेल | अय्यर | रेड्डी | गुप्ता | नायर | कुलकर्णी | देशमुख | त्रिपाठी"),
};

/** Latin as often as the other two together. */
export const scripts: readonly Script[] = [latin, latin, arabic, devanagari];

/** First names that need quoting, are more than letters, or are not there. */
export const oddFirsts: readonly string[] = [
  'Robert "Bob"',
  '"Baby" Ann',
  "Zara 🌸",
  "Ravi 👨‍👩‍👧",
  "  Asha  ",
  "Meera\u00a0",
  "\u200fفاطمة\u200f",
  "Ana, Maria",
  "-",
  "Dr. Ravi",
  "NULL",
  "Renée\u0301",
];

export const doctors: readonly string[] = [
  "Dr. Mehta",
  "Dr. S. Rao",
  "Dr. O'Brien, MD",
  "د. سامي",
  "डॉ. जोशी",
  'Dr. "Sunny" Kapoor',
];

export const clinics: readonly string[] = [
  "Marigold Clinic, Bandra",
  "Marigold Clinic, Andheri",
  "عيادة ماريغولد، دبي",
  "मैरीगोल्ड क्लिनिक, पुणे",
];

export const notes: readonly string[] = [
  "",
  "",
  "",
  "",
  "",
  "Bring old reports",
  "Fasting, from 22:00",
  "First visit\nplease come 15 minutes early",
  'Calls herself "Bobby"; prefers mornings',
  "اتصل قبل الموعد",
  "खाली पेट आएँ",
  "Wheelchair ♿ access",
  "=2+3 (typed by mistake)",
  "+ X-ray of the left hand",
  "-10% for staff",
  "@reception: ask for ID",
  "Line one\r\nline two; and a comma, too",
  "🎂 birthday this week",
];
