// What a person is told once their word is in force, in the language of that word. Pure.

import type { ConfirmationText, ConsentState } from "@waypost/contract";

/**
 * The text of the first of `languages` that has one: the tenant's own before ours, a language as such before its
 * region's (`pt` for `pt-BR`). In English when none has.
 */
export function confirmationText(
  state: ConsentState,
  languages: readonly string[],
  own: readonly ConfirmationText[] = [],
): string {
  const given = new Map(own.map((each) => [each.language.toLowerCase(), each]));
  const wanted = languages.map((each) => each.toLowerCase()).flatMap((each) => [each, baseOf(each)]);
  for (const language of [...wanted, "en"]) {
    const { stop, start } = { ...confirmationTexts[language], ...given.get(language) };
    const text = state === "withdrawn" ? stop : start;
    if (text !== undefined) return text;
  }
  throw new Error("there is a text in English");
}

/** Of a language tag, what stands before the region. */
export function baseOf(language: string): string {
  return language.toLowerCase().split(/[-_]/)[0] ?? language;
}

/** Each names the word that takes it back, which is one of that language's own (opt-out-words.ts). */
export const confirmationTexts: Readonly<Record<string, { stop: string; start: string }>> = {
  en: {
    stop: "You will get no more offers from us. Reply START to get them again.",
    start: "You will get our offers again. Reply STOP to end them.",
  },
  ar: {
    stop: "لن تصلك عروضنا بعد الآن. أرسل «ابدأ» لاستقبالها من جديد.",
    start: "ستصلك عروضنا من جديد. أرسل «إيقاف» لإيقافها.",
  },
  es: {
    stop: "Ya no recibirás nuestras ofertas. Responde ALTA para volver a recibirlas.",
    start: "Volverás a recibir nuestras ofertas. Responde BAJA para dejar de recibirlas.",
  },
  fr: {
    stop: "Vous ne recevrez plus nos offres. Répondez REPRENDRE pour les recevoir à nouveau.",
    start: "Vous recevrez à nouveau nos offres. Répondez STOP pour ne plus les recevoir.",
  },
  pt: {
    stop: "Você não receberá mais as nossas ofertas. Responda RETOMAR para voltar a receber.",
    start: "Você voltará a receber as nossas ofertas. Responda PARAR para deixar de receber.",
  },
  hi: {
    stop: "अब आपको हमारे ऑफ़र नहीं मिलेंगे। फिर से पाने के लिए «शुरू» लिखें।",
    start: "अब आपको हमारे ऑफ़र फिर से मिलेंगे। बंद करने के लिए «बंद» लिखें।",
  },
  id: {
    stop: "Anda tidak akan menerima penawaran kami lagi. Balas MULAI untuk menerimanya kembali.",
    start: "Anda akan menerima penawaran kami lagi. Balas BERHENTI untuk menghentikannya.",
  },
  ur: {
    stop: "اب آپ کو ہماری پیشکشیں نہیں ملیں گی۔ دوبارہ حاصل کرنے کے لیے «شروع» لکھیں۔",
    start: "اب آپ کو ہماری پیشکشیں دوبارہ ملیں گی۔ روکنے کے لیے «بند» لکھیں۔",
  },
  tr: {
    stop: "Artık kampanya mesajı almayacaksınız. Yeniden almak için BAŞLA yazın.",
    start: "Kampanya mesajlarımızı yeniden alacaksınız. Durdurmak için DURDUR yazın.",
  },
  de: {
    stop: "Sie bekommen keine Angebote mehr von uns. Antworten Sie STARTEN, um sie wieder zu bekommen.",
    start: "Sie bekommen wieder Angebote von uns. Antworten Sie STOPP, um sie zu beenden.",
  },
  bn: {
    stop: "আপনি আর আমাদের অফার পাবেন না। আবার পেতে «শুরু» লিখুন।",
    start: "আপনি আবার আমাদের অফার পাবেন। বন্ধ করতে «বন্ধ» লিখুন।",
  },
  sw: {
    stop: "Hutapokea tena matangazo yetu. Jibu ANZA ili kuyapokea tena.",
    start: "Utapokea tena matangazo yetu. Jibu SITISHA ili kuyasitisha.",
  },
  ru: {
    stop: "Вы больше не будете получать наши предложения. Ответьте СТАРТ, чтобы получать их снова.",
    start: "Вы снова будете получать наши предложения. Ответьте СТОП, чтобы отписаться.",
  },
  it: {
    stop: "Non riceverai più le nostre offerte. Rispondi RIPRENDI per riceverle di nuovo.",
    start: "Riceverai di nuovo le nostre offerte. Rispondi BASTA per non riceverle più.",
  },
  nl: {
    stop: "U ontvangt geen aanbiedingen meer van ons. Antwoord AANMELDEN om ze weer te ontvangen.",
    start: "U ontvangt weer aanbiedingen van ons. Antwoord AFMELDEN om ze te stoppen.",
  },
  pl: {
    stop: "Nie będziesz już otrzymywać naszych ofert. Odpisz WZNÓW, aby znów je otrzymywać.",
    start: "Znów będziesz otrzymywać nasze oferty. Odpisz WYPISZ, aby z nich zrezygnować.",
  },
  fa: {
    stop: "دیگر پیشنهادهای ما را دریافت نمی‌کنید. برای دریافت دوباره «شروع» را بفرستید.",
    start: "دوباره پیشنهادهای ما را دریافت می‌کنید. برای توقف «توقف» را بفرستید.",
  },
  ms: {
    stop: "Anda tidak akan menerima tawaran kami lagi. Balas MULA untuk menerimanya semula.",
    start: "Anda akan menerima tawaran kami semula. Balas HENTI untuk menghentikannya.",
  },
  uk: {
    stop: "Ви більше не отримуватимете наших пропозицій. Відповідайте СТАРТ, щоб отримувати їх знову.",
    start: "Ви знову отримуватимете наші пропозиції. Відповідайте СТОП, щоб відписатися.",
  },
  ro: {
    stop: "Nu veți mai primi ofertele noastre. Răspundeți REIA pentru a le primi din nou.",
    start: "Veți primi din nou ofertele noastre. Răspundeți DEZABONARE pentru a le opri.",
  },
  he: {
    stop: "לא תקבלו מאיתנו הצעות נוספות. השיבו «התחל» כדי לקבל אותן שוב.",
    start: "תקבלו מאיתנו הצעות שוב. השיבו «הסר» כדי להפסיק.",
  },
  zh: {
    stop: "您将不再收到我们的优惠信息。回复「订阅」可重新接收。",
    start: "您将重新收到我们的优惠信息。回复「退订」可停止接收。",
  },
  vi: {
    stop: "Bạn sẽ không nhận ưu đãi của chúng tôi nữa. Trả lời ĐĂNG KÝ để nhận lại.",
    start: "Bạn sẽ nhận lại ưu đãi của chúng tôi. Trả lời DỪNG để ngừng nhận.",
  },
};
