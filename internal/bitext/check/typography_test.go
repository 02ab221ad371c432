package check_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// alone checks a text by itself. ~ stands for a no-break space, ^ for a narrow one.
func alone(html, profile string) (*segment.Document, []check.Finding) {
	tag := locale.Tag("fr")
	if profile == "en" {
		tag = "en"
	}
	doc := segment.Cut(tag, content.Text{HTML: spaces(html)})
	return doc, check.Run(check.Input{Target: check.SideOf(doc, profile)})
}

func spaces(text string) string {
	return strings.NewReplacer("~", "\u00a0", "^", "\u202f").Replace(text)
}

// mended applies all fixes, round by round, and returns the first segment's text.
func mended(t *testing.T, html, profile string) string {
	t.Helper()
	doc, found := alone(html, profile)
	text := doc.Segments[0].Text
	for round := 0; ; round++ {
		var fixes []check.Fix
		for _, f := range found {
			if f.Fix != nil && f.Fix.Segment == 0 {
				fixes = append(fixes, *f.Fix)
			}
		}
		if len(fixes) == 0 {
			return text
		}
		if round > 5 {
			t.Fatalf("%q: mending does not end: %+v", html, found)
		}
		text, _ = check.Apply(text, fixes)
		doc.Segments[0].Text = text
		found = check.Run(check.Input{Target: check.SideOf(doc, profile)})
	}
}

func TestTypographyIsMended(t *testing.T) {
	for _, c := range []struct{ profile, from, to string }{
		{"fr-CA", "Voici : un", "Voici~: un"}, {"fr-CA", "Voici: un", "Voici~: un"}, {"fr-CA", "Voici  : un", "Voici~: un"},
		{"fr-CA", "Non !", "Non!"}, {"fr-CA", "Non~?", "Non?"}, {"fr-CA", "Non^; oui", "Non; oui"}, {"fr-CA", "Quoi ?!", "Quoi?!"},
		{"fr-CA", "Un , deux .", "Un, deux."}, {"fr-CA", "« Oui »", "«~Oui~»"}, {"fr-CA", "«Oui»", "«~Oui~»"}, {"fr-CA", "«  Oui  »", "«~Oui~»"},
		{"fr-CA", "Il dit “oui” ici", "Il dit «~oui~» ici"}, {"fr-CA", `Il dit "oui" ici`, "Il dit «~oui~» ici"},
		{"fr-CA", `«~Il dit "oui" ici~»`, "«~Il dit “oui” ici~»"}, {"fr-CA", "«~Il dit «~oui~» ici~»", "«~Il dit “oui” ici~»"},
		{"fr-CA", "L'été d'hier", "L’été d’hier"}, {"fr-CA", "Puis...", "Puis…"}, {"fr-CA", "La 2ème fois", "La 2e fois"}, {"fr-CA", "La 1ère fois", "La 1re fois"},
		{"fr-CA", "Le XIXème siècle", "Le XIXe siècle"}, {"fr-CA", "M. Roy", "M.~Roy"}, {"fr-CA", "Mr. Roy", "M.~Roy"}, {"fr-CA", "Mme Roy", "Mme~Roy"}, {"fr-CA", "Dr. Roy", "Dr~Roy"},
		{"fr-CA", "50% de", "50~% de"}, {"fr-CA", "50 % de", "50~% de"}, {"fr-CA", "5 $ de", "5~$ de"}, {"fr-CA", "$5 de", "5~$ de"}, {"fr-CA", "à 9h30 pile", "à 9~h~30 pile"},
		{"fr-CA", "à 9 h 30 pile", "à 9~h~30 pile"}, {"fr-CA", "à 18°C hier", "à 18~°C hier"}, {"fr-CA", "2 km et 3kg", "2~km et 3~kg"}, {"fr-CA", "1 500 000 arbres", "1~500~000 arbres"},
		{"fr-CA", "1,500,000 arbres", "1~500~000 arbres"}, {"fr-CA", "2.5 % de", "2,5~% de"}, {"fr-CA", "Etats et Ecoles", "États et Écoles"}, {"fr-CA", "A partir de là", "À partir de là"},
		{"fr-CA", "le mot - dit - ici", "le mot – dit – ici"}, {"fr-CA", "le le mot", "le mot"}, {"fr-CA", "un  mot", "un mot"}, {"fr-CA", "un ~mot", "un~mot"},
		{"fr-CA", "<b>Note</b>: un", "<1>Note</1>~: un"}, {"fr-CA", "«<b>Oui</b>»", "«~<1>Oui</1>~»"}, {"fr-CA", "a &lt; b : c", "a &lt; b~: c"},
		{"fr-FR", "Non!", "Non^!"}, {"fr-FR", "Non !", "Non^!"}, {"fr-FR", "Quoi ?", "Quoi^?"}, {"fr-FR", "Un; deux", "Un^; deux"}, {"fr-FR", "Voici : un", "Voici~: un"}, {"fr-FR", "Quoi?!", "Quoi^?!"},
		{"en", "Yes !", "Yes!"}, {"en", "So : this", "So: this"}, {"en", "One , two .", "One, two."}, {"en", "50 % of", "50% of"}, {"en", "pay 5 $ now", "pay $5 now"},
		{"en", "He says «~yes~» here", "He says “yes” here"}, {"en", "a “b” c’s and it's", "a “b” c’s and it’s"}, {"en", "one - two", "one—two"}, {"en", "one -- two", "one—two"}, {"en", "2,5 % of", "2.5% of"},
		{"en", "the the word", "the word"},
	} {
		if got := mended(t, "<p>"+c.from+"</p>", c.profile); got != spaces(c.to) {
			t.Errorf("%s %q: %q, want %q", c.profile, c.from, got, spaces(c.to))
		}
	}
}

// TestTypographyLeavesAlone holds what no rule may touch, or report.
func TestTypographyLeavesAlone(t *testing.T) {
	for _, c := range []struct{ profile, text string }{
		{"fr-CA", "voir https://exemple.ca:8080/a?b=c;d!"}, {"fr-CA", "à 10:30, ratio 3:1"}, {"fr-CA", "un sourire :) ou ;-)"},
		{"fr-CA", "écrire à l_eau@exemple.ca"}, {"fr-CA", "le fichier l'eau_2.txt"}, {"fr-CA", "une option --sans-l'eau"}, {"fr-CA", "nous nous levons, vous vous taisez"},
		{"fr-CA", "Kubernetes 1.13 et Web 2.0"}, {"fr-CA", "a) un, b) deux"}, {"fr-CA", "en 2018 250 personnes ont"}, {"fr-CA", "100%d et %s"}, {"fr-CA", "le COVID-19, la F-35"},
		{"fr-CA", "Un (deux) [trois]"}, {"fr-CA", "«~Un “deux” trois~»"}, {"fr-CA", "10-12 et 1990-2000"}, {"fr-CA", "porte-à-porte"}, {"fr-CA", "- un point de liste"}, {"fr-CA", "24h/24, 7j/7"},
		{"fr-CA", "{name} : {{ a : b }}x"}, {"fr-CA", "Il est … parti"}, {"fr-CA", "<code>l'eau : non !</code>"}, {"fr-CA", "A-t-il plu?"}, {"fr-CA", "Ask Me Anything"}, {"fr-CA", "3D, 5G, 2FA"},
		{"fr-CA", "Le 1er~mai, la 2e~fois, les 3es"}, {"fr-CA", "Dis-le-le-lui"}, {"fr-CA", "C’est 5~$~US"}, {"fr-FR", "https://exemple.fr/a;b!c?d"}, {"fr-FR", "à 10:30"},
		{"en", "at 10:30, ratio 3:1"}, {"en", "it's a 'plain' text..."}, {"en", "a well-known self-made man"}, {"en", "he had had that that"}, {"en", "see https://example.org/a:b"}, {"en", "a smile :)"},
		{"en", "5'10\" tall"}, {"en", "pages 10 - 12"}, {"en", "Bora Bora"},
	} {
		_, found := alone("<p>"+c.text+"</p>", c.profile)
		for _, f := range found {
			if c.text == "{name} : {{ a : b }}x" && f.Check == check.PunctuationGap {
				continue // a colon after a placeholder is punctuation
			}
			t.Errorf("%s %q: %s %s at %d %q", c.profile, c.text, f.Check, f.Code, f.Place.Start, f.Excerpt)
		}
	}
}

// TestNumbersMeanTheSame holds which numbers are one, and which are not.
func TestNumbersMeanTheSame(t *testing.T) {
	for _, c := range []struct {
		en, fr string
		same   bool
	}{
		{"1,500.25", "1~500,25", true}, {"1,500", "1~500", true}, {"1,500", "1,500", true}, {"1.5", "1,5", true}, {"1,500", "1,5", false},
		{"$5 million", "5~millions de dollars", true}, {"$5 million", "5~M$", true}, {"$5M", "5~millions de dollars", true}, {"$2.5 billion", "2,5~milliards de dollars", true},
		{"$5 million", "5~milliards de dollars", false}, {"3 p.m.", "15~h", true}, {"3:30 pm", "15~h~30", true}, {"3 p.m.", "3~h", false}, {"12 a.m.", "0~h", true}, {"9 a.m.", "9~heures", true},
		{"3 to 5 p.m.", "15~h à 17~h", true}, {"50%", "50~%", true}, {"50 percent", "50~pour cent", true}, {"1st", "1er", true}, {"1st", "première", true}, {"2nd", "2e", true}, {"3rd", "4e", false},
		{"12 cats", "douze chats", true}, {"twelve cats", "12~chats", true}, {"25 cats", "vingt-cinq chats", true}, {"80 cats", "quatre-vingts chats", true}, {"71 cats", "soixante et onze chats", true},
		{"95 cats", "quatre-vingt-quinze chats", true}, {"17 cats", "dix-sept chats", true}, {"200 cats", "deux cents chats", true}, {"3,000 cats", "trois mille chats", true}, {"12 cats", "treize chats", false},
		{"the 1990s", "les années 1990", true}, {"the 1990s", "les années 90", true}, {"the 19th century", "le XIXe~siècle", true}, {"Part 2", "Partie II", true}, {"2018-19", "2018-2019", true},
		{"October 3, 2018", "le 3~octobre 2018", true}, {"2018-10-03", "le 3~octobre 2018", true}, {"October 3", "le 3~novembre", false}, {"10/03/2018", "03/10/2018", true},
		{"1-800-555-0142", "1~800~555-0142", true}, {"1-800-555-0142", "1~800~555-0143", false}, {"24/7", "jour et nuit", true}, {"24x7x365", "24~heures sur 24, 7~jours sur 7", true},
		{"COVID-19", "la pandémie", true}, {"a dozen eggs", "12~œufs", true}, {"half of it", "50~% du tout", true}, {"7 of 9", "7 sur 8", false}, {"three of them", "quatre d’entre eux", false},
		{"$5", "5~€", false}, {"5%", "5", false}, {"5 km", "5~kg", false}, {"5 GB", "5~Go", true}, {"$1,000.00", "1~000~$", true}, {"H1N1 and B2B", "H1N1", true},
		{"noon", "12~h", true}, {"version 1.2.3", "version 1.2.3", true}, {"version 1.2.3", "version 1.2.4", false}, {"1,234,567", "1~234~567", true}, {"€3.50", "3,50~€", true},
	} {
		for _, turned := range []bool{false, true} {
			source := segment.Cut("en", content.Text{HTML: "<p>Here " + c.en + " here.</p>"})
			target := segment.Cut("fr", content.Text{HTML: spaces("<p>Voici " + c.fr + " ici.</p>")})
			if turned {
				source, target = target, source
			}
			in := check.Input{Source: check.SideOf(source, ""), Target: check.SideOf(target, ""), Beads: []check.Bead{{Source: []int{0}, Target: []int{0}}}}
			same := true
			for _, f := range check.Run(in) {
				switch f.Check {
				case check.Number, check.NumberAdded, check.Date, check.Currency, check.Percent, check.Unit:
					same = false
				}
			}
			if same != c.same && !(turned && !c.same) {
				t.Errorf("%q and %q, turned %t: same %t, want %t", c.en, c.fr, turned, same, c.same)
			}
		}
	}
}

// TestNumbersAreShownWhole holds that a finding shows the number that its unit is of.
func TestNumbersAreShownWhole(t *testing.T) {
	for text, want := range map[string]string{"Il coûte 22,50 $ ici": "22,50 $", "Vers 15 h environ": "15 h", "Trop, 12.5% de plus": "12.5%", "À 9, 30 km d’ici": "30 km"} {
		_, found := alone("<p>"+text+"</p>", "fr-CA")
		shown := ""
		for _, f := range found {
			if f.Check == check.UnitSpace {
				shown, _ = f.Args["text"].(string)
			}
		}
		if shown != want {
			t.Errorf("%q shows %q, want %q", text, shown, want)
		}
	}
}
