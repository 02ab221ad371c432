package accounts_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/fault"
)

func TestSessionsEndInTime(t *testing.T) {
	s, now, _ := open(t)
	in := setUp(t, s)
	works := func() bool {
		t.Helper()
		_, err := s.Session(t.Context(), in.Cookie)
		if err != nil && codeOf(err) != "access.unauthenticated" {
			t.Fatal(err)
		}
		return err == nil
	}
	for range 27 { // each half day, which keeps it awake
		*now = now.Add(access.SessionIdle - time.Second)
		if !works() {
			t.Fatalf("over after %s", now.Sub(noon))
		}
		if err := s.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	*now = noon.Add(access.SessionLife)
	if works() {
		t.Error("it never ends")
	}
	in, err := s.SignIn(t.Context(), accounts.SignIn{Email: "maude@example.org", Password: password, Door: home})
	if err != nil {
		t.Fatal(err)
	}
	*now = now.Add(access.SessionIdle)
	if works() {
		t.Error("it goes on unused")
	}
	if n, err := s.Upkeep(t.Context()); err != nil || n != 1 {
		t.Errorf("Upkeep() = %d, %v", n, err)
	}
}

func TestSigningInRotates(t *testing.T) {
	s, _, _ := open(t)
	first := setUp(t, s)
	door := home
	door.Cookie = first.Cookie
	second, err := s.SignIn(t.Context(), accounts.SignIn{Email: "MAUDE@example.org", Password: password, Door: door})
	if err != nil {
		t.Fatal(err)
	}
	if second.Cookie == first.Cookie || accounts.CSRFToken(second.Cookie) == accounts.CSRFToken(first.Cookie) {
		t.Error("the session is the same")
	}
	if _, err := s.Session(t.Context(), first.Cookie); codeOf(err) != "access.unauthenticated" {
		t.Errorf("the first session: %v", err)
	}
	// A planted cookie, of nobody's, does no harm and does no good.
	door.Cookie = "dps_" + strings.Repeat("A", 43)
	third, err := s.SignIn(t.Context(), accounts.SignIn{Email: "maude@example.org", Password: password, Door: door})
	if err != nil || third.Cookie == door.Cookie {
		t.Errorf("a planted cookie: %v", err)
	}
	list, current, err := s.Sessions(t.Context(), actorOf(t, s, third))
	if err != nil || len(list) != 2 || current != third.Session.ID {
		t.Errorf("sessions: %v, current %s, %v", list, current, err)
	}
}

// TestWrongSignInsLookAlike compares the answers that a stranger gets.
func TestWrongSignInsLookAlike(t *testing.T) {
	s, _, _ := open(t)
	setUp(t, s)
	gone := join(t, s, "luc@example.org", editorOf("fr"))
	if _, err := s.SaveUser(t.Context(), accounts.SaveUser{Actor: owner, ID: gone.User.ID, Version: 1,
		Change: func(p accounts.Person) (accounts.Person, error) { p.Disabled = true; return p, nil }}); err != nil {
		t.Fatal(err)
	}
	for _, cmd := range []accounts.SignIn{
		{Email: "maude@example.org", Password: "quarante bacs et deux ruches"}, {Email: "nobody@example.org", Password: password},
		{Email: "luc@example.org", Password: password}, {Email: "", Password: password}, {Email: "' OR 1=1 --", Password: ""},
		{Email: "maude@example.org", Password: password + " "},
	} {
		cmd.Door.Address = "198.51.100.1"
		if _, err := s.SignIn(t.Context(), cmd); codeOf(err) != "login.wrong" || !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%+v: %v", cmd, err)
		}
	}
}

func TestPasswordsAreWrittenInManyWays(t *testing.T) {
	s, _, _ := open(t)
	made, err := s.SetUp(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	cmd := accounts.Accept{Token: made.Secret, Password: "une clé de Noël", Name: "Zoé", Email: "zoe\u0301@example.org", Door: home}
	if _, err := s.Accept(t.Context(), cmd); err != nil {
		t.Fatal(err)
	}
	_, err = s.SignIn(t.Context(), accounts.SignIn{Email: "ZOÉ@example.org", Password: "une cle\u0301 de Noe\u0308l", Door: home})
	if err != nil {
		t.Errorf("another keyboard: %v", err)
	}
}

// TestStrangersSlowNobodyElse lets a stranger guess until he has to wait, and
// expects the person whose account it is to come in meanwhile, from elsewhere and
// where they are signed in.
func TestStrangersSlowNobodyElse(t *testing.T) {
	s, now, _ := open(t)
	in := setUp(t, s)
	try := func(address, email, word string) string {
		_, err := s.SignIn(t.Context(), accounts.SignIn{Email: email, Password: word, Door: accounts.Door{Address: address}})
		return codeOf(err)
	}
	throttled := 0
	for i := range 40 { // from many addresses of one network
		if try(fmt.Sprintf("2001:db8::%x", i), "maude@example.org", "wrong") == "login.throttled" {
			throttled++
		}
	}
	if throttled != 35 {
		t.Errorf("of 40 tries %d had to wait", throttled)
	}
	if got := try("2001:db8::1", "maude@example.org", password); got != "login.throttled" {
		t.Errorf("a stranger's next guess: %s", got)
	}
	for _, elsewhere := range []string{"192.0.2.7", "2001:db8:0:1::1", "::ffff:192.0.2.8", ""} {
		if got := try(elsewhere, "maude@example.org", password); got != "<nil>" {
			t.Errorf("from %q: %s", elsewhere, got)
		}
	}
	if _, err := s.Session(t.Context(), in.Cookie); err != nil {
		t.Errorf("where she is signed in: %v", err)
	}
	for i := range 40 { // many accounts from one address
		try("198.51.100.1", fmt.Sprintf("n%d@example.org", i), "wrong")
	}
	_, err := s.SignIn(t.Context(), accounts.SignIn{Email: "luc@example.org", Password: "wrong", Door: accounts.Door{Address: "198.51.100.1"}})
	if f, _ := fault.Of(err); f == nil || f.Kind != fault.Throttled || f.Args["seconds"] != 10 {
		t.Errorf("many accounts from one address: %v", err)
	}
	// Behind the stranger's address, too: in the browser that she had signed in with,
	// even if that is over by now.
	*now = now.Add(access.SessionIdle)
	for range 6 {
		try("2001:db8::1", "maude@example.org", "wrong")
	}
	here := accounts.Door{Address: "2001:db8::1", Cookie: in.Cookie}
	if _, err := s.SignIn(t.Context(), accounts.SignIn{Email: "maude@example.org", Password: password, Door: here}); err != nil {
		t.Errorf("behind the stranger's address: %v", err)
	}
	if got := try("2001:db8::1", "maude@example.org", password); got != "login.throttled" {
		t.Errorf("the stranger there: %s", got)
	}
	*now = now.Add(30 * time.Second)
	if got := try("2001:db8::1", "maude@example.org", password); got != "<nil>" {
		t.Errorf("half a minute later: %s", got)
	}
	for range 20 { // who succeeds is not counted
		if got := try("203.0.113.9", "maude@example.org", password); got != "<nil>" {
			t.Fatalf("signing in again and again: %s", got)
		}
	}
}
