package accounts

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	maxName      = 200 // characters
	maxEmail     = 254 // bytes (RFC 5321 §4.5.3.1.3)
	leastLetters = 12  // of a password, in characters
	mostLetters  = 256
)

// wrongs collects wrong inputs, so that a caller is told of all at once.
type wrongs []fault.Field

func (w *wrongs) add(pointer, code string, args ...any) {
	*w = append(*w, fault.Field{Pointer: pointer, Code: code, Args: fault.New(fault.Invalid, code, args...).Args})
}

// fault returns the fields as one fault; nil if there are none.
func (w wrongs) fault() error {
	if len(w) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: w}
}

// foldEmail returns an address as it is compared: nobody tells two people apart by
// the case of a letter.
func foldEmail(email string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(strings.TrimSpace(email))))
}

// email judges an address: something, one @, a host. Whether it is somebody's only
// a letter to it can say.
func (w *wrongs) email(pointer, email string) {
	if email == "" {
		w.add(pointer, "member.required")
		return
	}
	at := strings.LastIndexByte(email, '@')
	strange := func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune(`<>,;:"()[]\`, r)
	}
	if at < 1 || at == len(email)-1 || len(email) > maxEmail || strings.Count(email, "@") > 1 ||
		!utf8.ValidString(email) || strings.ContainsFunc(email, strange) {
		w.add(pointer, "user.email", "email", email)
	}
}

// name judges what people are called.
func (w *wrongs) name(name string) {
	if name == "" || utf8.RuneCountInString(name) > maxName || content.CleanLine(name) != name {
		w.add("/name", "user.name", "max", maxName)
	}
}

// roles judges roles by locale: each one of the table, each locale one of the site.
func (w *wrongs) roles(pointer string, roles map[locale.Tag][]access.Role, locales []content.Locale) {
	for tag, list := range roles {
		at := pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(string(tag))
		if tag != access.Everywhere && !slices.ContainsFunc(locales, func(l content.Locale) bool { return l.Tag == tag }) {
			w.add(at, "locale.unknown", "locale", string(tag))
		}
		for i, role := range list {
			if !slices.Contains(access.Roles(), role) {
				w.add(fmt.Sprintf("%s/%d", at, i), "token.role", "role", string(role), "roles", strings.Join(RoleNames(), ", "))
			}
		}
	}
	slices.SortFunc(*w, func(a, b fault.Field) int { return strings.Compare(a.Pointer, b.Pointer) })
}

// tidy returns the roles each once, in the order of the table, without locales
// that have none.
func tidy(roles map[locale.Tag][]access.Role) map[locale.Tag][]access.Role {
	out := make(map[locale.Tag][]access.Role, len(roles))
	for tag, list := range roles {
		for _, role := range access.Roles() {
			if slices.Contains(list, role) {
				out[tag] = append(out[tag], role)
			}
		}
	}
	return out
}

// password judges a password that somebody chooses: by its length, and that it is
// nothing that a stranger would try first (NIST SP 800-63B §5.1.1.2).
func (w *wrongs) password(pointer, password string, u access.User) {
	n := utf8.RuneCountInString(password)
	if n < leastLetters || n > mostLetters || !utf8.ValidString(password) {
		w.add(pointer, "password.length", "least", leastLetters, "most", mostLetters)
		return
	}
	plain := foldEmail(password)
	local, _, _ := strings.Cut(u.Folded, "@")
	if plain == u.Folded || plain == foldEmail(u.Name) || plain == local || common(plain) {
		w.add(pointer, "password.easy")
	}
}

// common reports whether the folded password is one of those that everybody
// takes, or repeats a few signs.
func common(plain string) bool {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, plain)
	return repeats(plain) || slices.Contains(commonest(), letters)
}

// repeats reports whether the text is one to four signs again and again.
func repeats(text string) bool {
	runes := []rune(text)
	for size := 1; size <= 4; size++ {
		same := true
		for i, r := range runes {
			same = same && r == runes[i%size]
		}
		if same {
			return true
		}
	}
	return false
}

// commonest returns those of twelve signs and more that leaked lists are headed
// by, without what is neither letter nor digit.
func commonest() []string {
	return []string{
		"1234567890123", "123456789012", "1234567891011", "0123456789012", "987654321012", "123123123123", "112233445566",
		"qwertyuiop123", "qwertyuiopasdfghjkl", "qwerty123456", "1q2w3e4r5t6y", "1qaz2wsx3edc", "azertyuiop123", "azertyuiopqsdfghjklm",
		"azerty123456", "qwertzuiop123", "password1234", "password12345", "password123456", "passwordpassword", "mypassword123",
		"motdepasse123", "motdepasse1234", "monmotdepasse", "motdepassemotdepasse", "administrator", "administrateur", "admin1234567",
		"adminadminadmin", "welcome12345", "bienvenue123", "bienvenue1234", "letmein12345", "iloveyou1234", "jetaime12345", "changeme1234",
		"changezmoi123", "football1234", "baseball1234", "abcdefghijkl", "abcdefghijklm", "abcdefghijklmnopqrstuvwxyz", "abc123456789",
		"a123456789012", "correcthorsebatterystaple", "trustno1trustno1", "sunshine1234", "princess1234", "superman1234", "canadiens123",
		"canadiens1234", "diptychdiptych", "diptych12345", "loulou123456", "doudou123456", "chouchou1234",
	}
}
