package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/fault"
)

const (
	atOnce   = 2  // hashes that are made at the same time: each takes memory
	inLine   = 32 // and those that wait for their turn; more are told to come back
	saltSize = 16
	hashSize = 32
)

// A Cost is what one hash of a password takes (argon2id, RFC 9106).
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// UsualCost is what OWASP's cheat sheet on storing passwords asks for: 19 MiB and
// two passes.
func UsualCost() Cost { return Cost{Memory: 19 * 1024, Passes: 2, Threads: 1} }

// Passwords hashes passwords, a few at a time.
type Passwords struct {
	cost  Cost
	line  chan struct{} // one for each that waits or works
	works chan struct{} // one for each that works
	blank string        // a hash of no password
}

// NewPasswords returns Passwords that makes hashes of the cost.
func NewPasswords(c Cost) *Passwords {
	p := &Passwords{cost: c, line: make(chan struct{}, atOnce+inLine), works: make(chan struct{}, atOnce)}
	p.blank = phc(c, random(saltSize), random(hashSize))
	return p
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

// Hash returns the password's hash as a PHC string. When too many wait already it
// returns a fault.Unavailable.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	salt := random(saltSize)
	hash, err := p.derive(ctx, p.cost, password, salt, hashSize)
	return phc(p.cost, salt, hash), err
}

// Verify reports whether the password has the hash, and whether the hash should
// be made anew since its cost is not the present one. An empty hash is nobody's,
// and takes as long.
func (p *Passwords) Verify(ctx context.Context, password, hash string) (ok, outdated bool, err error) {
	nobody := hash == ""
	if nobody {
		hash = p.blank
	}
	cost, salt, want, err := parse(hash)
	if err != nil {
		return false, false, err
	}
	got, err := p.derive(ctx, cost, password, salt, len(want))
	if err != nil {
		return false, false, err
	}
	same := subtle.ConstantTimeCompare(got, want) == 1
	return same && !nobody, cost != p.cost, nil
}

// derive waits for its turn and makes a hash. Passwords are compared as people
// see them: é is one letter, whichever way a keyboard makes it.
func (p *Passwords) derive(ctx context.Context, c Cost, password string, salt []byte, size int) ([]byte, error) {
	select {
	case p.line <- struct{}{}:
		defer func() { <-p.line }()
	default:
		return nil, fault.New(fault.Unavailable, "login.busy")
	}
	select {
	case p.works <- struct{}{}:
		defer func() { <-p.works }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
	return argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, c.Passes, c.Memory, c.Threads, uint32(size)), nil
}

// phc writes a hash as the PHC string format has it
// (https://github.com/P-H-C/phc-string-format).
func phc(c Cost, salt, hash []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Passes, c.Threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(hash))
}

// parse reads a string of phc. One that no version of ours has written is an error.
func parse(text string) (c Cost, salt, hash []byte, err error) {
	const most = 1 << 20 // KiB
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return c, nil, nil, errors.New("a password's hash is no argon2id")
	}
	var version int
	if _, err = fmt.Sscanf(parts[2], "v=%d", &version); err == nil && version != argon2.Version {
		err = fmt.Errorf("version %d", version)
	}
	if err == nil {
		_, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Passes, &c.Threads)
	}
	if err == nil && (c.Memory < 8 || c.Memory > most || c.Passes < 1 || c.Passes > 100 || c.Threads < 1) {
		err = fmt.Errorf("cost %+v", c)
	}
	if err == nil {
		salt, err = base64.RawStdEncoding.DecodeString(parts[4])
	}
	if err == nil {
		hash, err = base64.RawStdEncoding.DecodeString(parts[5])
	}
	if err == nil && (len(salt) < 8 || len(hash) < hashSize || len(hash) > 64) {
		err = fmt.Errorf("%d bytes of salt, %d of hash", len(salt), len(hash))
	}
	if err != nil {
		return c, nil, nil, fmt.Errorf("read a password's hash: %w", err)
	}
	return c, salt, hash, nil
}
