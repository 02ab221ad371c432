package accounts_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/accounts"
)

func cheap() accounts.Cost { return accounts.Cost{Memory: 8, Passes: 1, Threads: 1} }

func TestHashes(t *testing.T) {
	p := accounts.NewPasswords(cheap())
	a, err := p.Hash(t.Context(), password)
	b, err2 := p.Hash(t.Context(), password)
	if err != nil || err2 != nil || a == b || !strings.HasPrefix(a, "$argon2id$v=19$m=8,t=1,p=1$") || strings.Contains(a, "=$") {
		t.Fatalf("hashes %q and %q, %v, %v", a, b, err, err2)
	}
	dearer := accounts.NewPasswords(accounts.Cost{Memory: 16, Passes: 1, Threads: 1})
	for _, tt := range []struct {
		name         string
		p            *accounts.Passwords
		word, hash   string
		ok, outdated bool
	}{
		{"right", p, password, a, true, false},
		{"of another cost", dearer, password, a, true, true},
		{"wrong", p, password + "s", a, false, false},
		{"of nobody", p, password, "", false, false},
		{"nothing, of nobody", p, "", "", false, false},
	} {
		ok, outdated, err := tt.p.Verify(t.Context(), tt.word, tt.hash)
		if ok != tt.ok || outdated != tt.outdated || err != nil {
			t.Errorf("%s: %v, outdated %v, %v", tt.name, ok, outdated, err)
		}
	}
	for _, hash := range []string{"x", "$argon2i$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAA", strings.Replace(a, "m=8", "m=99999999", 1), strings.Replace(a, "v=19", "v=16", 1),
		a[:len(a)-9], "$2b$12$abcdefghijklmnopqrstuu", a + "$", strings.Replace(a, "t=1", "t=-1", 1)} {
		if ok, _, err := p.Verify(t.Context(), password, hash); ok || err == nil {
			t.Errorf("%q is read as a hash", hash)
		}
	}
}

// TestUsualHash is the one that the house makes: it is slow by intent, so once.
func TestUsualHash(t *testing.T) {
	p := accounts.NewPasswords(accounts.UsualCost())
	hash, err := p.Hash(t.Context(), password)
	ok, _, err2 := p.Verify(t.Context(), password, hash)
	if err != nil || err2 != nil || !ok || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("%q: %v, %v, %v", hash, ok, err, err2)
	}
}

// TestHashesWaitInLine asks for more hashes at once than there is room for.
func TestHashesWaitInLine(t *testing.T) {
	p := accounts.NewPasswords(accounts.Cost{Memory: 4096, Passes: 1, Threads: 1})
	const asked = 400
	var wg sync.WaitGroup
	codes := make([]string, asked)
	start := make(chan struct{})
	for i := range asked {
		wg.Go(func() {
			<-start
			_, err := p.Hash(t.Context(), password)
			codes[i] = codeOf(err)
		})
	}
	close(start)
	wg.Wait()
	made := strings.Count(strings.Join(codes, " "), "<nil>")
	if busy := strings.Count(strings.Join(codes, " "), "login.busy"); made < 34 || made+busy != asked {
		t.Errorf("%d made, %d refused of %d", made, busy, asked)
	}
	if _, err := p.Hash(t.Context(), password); err != nil {
		t.Errorf("once all is quiet: %v", err)
	}
}

// TestRehash signs in at a house that asks for dearer hashes than it did.
func TestRehash(t *testing.T) {
	s, now, _ := open(t)
	in := setUp(t, s)
	s.Passwords = accounts.NewPasswords(accounts.Cost{Memory: 16, Passes: 1, Threads: 1})
	for range 2 {
		*now = now.Add(time.Minute)
		if _, err := s.SignIn(t.Context(), accounts.SignIn{Email: in.User.Email, Password: password, Door: home}); err != nil {
			t.Fatal(err)
		}
	}
	user, err := s.User(t.Context(), owner, in.User.ID)
	if err != nil || !strings.HasPrefix(user.Password, "$argon2id$v=19$m=16,t=1,p=1$") || user.Version != 1 {
		t.Errorf("hash %q, version %d, %v", user.Password, user.Version, err)
	}
	if _, err := s.Session(t.Context(), in.Cookie); err != nil {
		t.Errorf("a session ended: %v", err)
	}
}
