package recall_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A pair is a made sentence, or a paragraph of them, in both languages.
type pair struct{ en, fr string }

// parts of sentences: English, French.
var (
	who = []pair{
		{"The team", "L’équipe"}, {"Our customer", "Notre client"}, {"The city", "La ville"}, {"A small company", "Une petite entreprise"},
		{"The new platform", "La nouvelle plateforme"}, {"Every developer", "Chaque développeur"}, {"The ministry", "Le ministère"},
		{"The security group", "Le groupe de sécurité"}, {"Nobody at the office", "Personne au bureau"}, {"The old server", "L’ancien serveur"},
		{"The translator", "La traductrice"}, {"An independent auditor", "Un auditeur indépendant"}, {"The regional network", "Le réseau régional"},
		{"This library", "Cette bibliothèque"}, {"The open-source community", "La communauté du logiciel libre"}, {"The data centre", "Le centre de données"},
		{"A retired engineer", "Une ingénieure à la retraite"}, {"The hospital", "L’hôpital"}, {"The research chair", "La chaire de recherche"}, {"My neighbour", "Mon voisin"},
	}
	does = []pair{
		{"deploys", "déploie"}, {"has replaced", "a remplacé"}, {"will measure", "mesurera"}, {"never documents", "ne documente jamais"},
		{"is building", "construit"}, {"plans to sell", "prévoit vendre"}, {"translates", "traduit"}, {"has announced", "a annoncé"},
		{"monitors", "surveille"}, {"must repair", "doit réparer"}, {"wants to understand", "veut comprendre"}, {"publishes", "publie"},
		{"compared", "a comparé"}, {"can restore", "peut restaurer"}, {"is moving", "déménage"}, {"often breaks", "brise souvent"},
		{"has just funded", "vient de financer"}, {"refuses to host", "refuse d’héberger"}, {"opened", "a ouvert"}, {"reviews", "révise"},
	}
	what = []pair{
		{"a cluster of containers", "une grappe de conteneurs"}, {"the billing application", "l’application de facturation"}, {"two water pumps", "deux pompes à eau"},
		{"the annual report", "le rapport annuel"}, {"its backup policy", "sa politique de sauvegarde"}, {"the bilingual web site", "le site Web bilingue"},
		{"a network of sensors", "un réseau de capteurs"}, {"every contract", "tous les contrats"}, {"the public archive", "les archives publiques"},
		{"an electric bus line", "une ligne d’autobus électriques"}, {"the payment gateway", "la passerelle de paiement"}, {"our weekly newsletter", "notre infolettre hebdomadaire"},
		{"the storage of medical images", "le stockage d’images médicales"}, {"a training programme", "un programme de formation"}, {"the firewall rules", "les règles du pare-feu"},
		{"old maps of the river", "d’anciennes cartes du fleuve"}, {"the search index", "l’index de recherche"}, {"three greenhouses", "trois serres"},
		{"the customer portal", "le portail client"}, {"a machine-learning model", "un modèle d’apprentissage automatique"},
	}
	where = []pair{
		{"in Montréal", "à Montréal"}, {"near the harbour", "près du port"}, {"on the second floor", "au deuxième étage"}, {"in the public cloud", "dans le nuage public"},
		{"across the province", "partout dans la province"}, {"for small municipalities", "pour les petites municipalités"}, {"with volunteers", "avec des bénévoles"},
		{"behind a proxy", "derrière un mandataire"}, {"without any downtime", "sans aucune interruption"}, {"for the second time", "pour la deuxième fois"},
		{"at a lower price", "à moindre coût"}, {"in both official languages", "dans les deux langues officielles"}, {"under a free licence", "sous licence libre"},
		{"from scratch", "à partir de zéro"}, {"despite the storm", "malgré la tempête"},
	}
	when = []pair{
		{"this winter", "cet hiver"}, {"every morning", "chaque matin"}, {"since %d", "depuis %d"}, {"before the end of %d", "avant la fin de %d"},
		{"in %d weeks", "en %d semaines"}, {"for %d users", "pour %d utilisateurs"}, {"during the holidays", "pendant les fêtes"}, {"by next spring", "d’ici le printemps prochain"},
		{"after a long debate", "après un long débat"}, {"on Monday", "lundi"},
	}
)

// A maker makes sentences, the same ones from the same seed.
type maker struct{ *rand.Rand }

func newMaker(seed uint64) maker { return maker{rand.New(rand.NewPCG(seed, 5))} }

// name returns a made name of a product or a place, one of many thousands.
func (m maker) name() string {
	syllables := []string{"ba", "cor", "del", "fi", "gra", "hel", "jo", "kan", "lu", "mer", "no", "pol", "quin", "ra", "ser", "tor", "ul", "ven", "wes", "zi"}
	var b strings.Builder
	for range 2 + m.IntN(2) {
		b.WriteString(syllables[m.IntN(len(syllables))])
	}
	return strings.ToUpper(b.String()[:1]) + b.String()[1:]
}

// sentence makes one sentence.
func (m maker) sentence() pair {
	of := func(list []pair) pair { return list[m.IntN(len(list))] }
	a, b, c, d := of(who), of(does), of(what), of(where)
	s := pair{strings.Join([]string{a.en, b.en, c.en, d.en}, " "), strings.Join([]string{a.fr, b.fr, c.fr, d.fr}, " ")}
	if m.IntN(2) == 0 {
		t := of(when)
		if strings.Contains(t.en, "%d") {
			n := 2 + m.IntN(2400)
			t = pair{fmt.Sprintf(t.en, n), fmt.Sprintf(t.fr, n)}
		}
		s.en, s.fr = s.en+" "+t.en, s.fr+" "+t.fr
	}
	if m.IntN(3) == 0 {
		name := m.name()
		s.en, s.fr = s.en+" with "+name, s.fr+" avec "+name
	}
	if m.IntN(6) == 0 {
		s.en, s.fr = strings.Replace(s.en, c.en, "<1>"+c.en+"</1>", 1), strings.Replace(s.fr, c.fr, "<1>"+c.fr+"</1>", 1)
	}
	return pair{s.en + ".", s.fr + "."}
}

// text makes a segment: mostly one sentence, sometimes a title or a paragraph.
func (m maker) text() pair {
	p := m.sentence()
	switch n := m.IntN(10); {
	case n == 0:
		a, c := who[m.IntN(len(who))], what[m.IntN(len(what))]
		p = pair{a.en + " and " + c.en, a.fr + " et " + c.fr}
	case n > 6:
		for range n - 6 {
			next := m.sentence()
			next.en, next.fr = strings.NewReplacer("<1>", "", "</1>", "").Replace(next.en), strings.NewReplacer("<1>", "", "</1>", "").Replace(next.fr)
			p.en, p.fr = p.en+" "+next.en, p.fr+" "+next.fr
		}
	}
	return p
}

// edited returns the text after a few changes: words left out, put in, replaced,
// other numbers.
func (m maker) edited(text string) string {
	fields := strings.Fields(text)
	changes := 1 + m.IntN(max(len(fields)/5, 1))
	for range changes {
		at := m.IntN(len(fields))
		if strings.ContainsAny(fields[at], "<>") {
			continue
		}
		other := strings.Fields(m.sentence().en)
		word := strings.Trim(other[m.IntN(len(other))], ".<1>/")
		switch m.IntN(3) {
		case 0:
			fields[at] = word
		case 1:
			fields = append(fields[:at:at], append([]string{word}, fields[at:]...)...)
		case 2:
			if len(fields) > 3 {
				fields = append(fields[:at:at], fields[at+1:]...)
			}
		}
	}
	return strings.Join(fields, " ")
}
