package client

import (
	"bytes"
	"container/list"
	"io"
	"net/http"
	"strings"
	"sync"
)

// A keeper keeps answers, those used last, for as many bytes as it may. They are
// never shown unasked: the server is told their entity tags, and says whether
// they are still right, which costs it next to nothing. A nil keeper keeps nothing.
type keeper struct {
	most int // bytes

	mu     sync.Mutex
	held   int // bytes
	byKey  map[string]*list.Element
	recent *list.List // of *keptAnswer; what was used last stands in front
}

// A keptAnswer is a body that was right under its entity tag. It is never changed.
type keptAnswer struct {
	key, etag string
	body      []byte
}

// weight is what it takes in memory, about.
func (k *keptAnswer) weight() int { return len(k.key) + len(k.etag) + len(k.body) + 200 }

func newKeeper(most int) *keeper {
	if most <= 0 {
		return nil
	}
	return &keeper{most: most, byKey: make(map[string]*list.Element), recent: list.New()}
}

// keyOf names what a request asks for: all that answers vary by.
func keyOf(r *http.Request) string {
	return strings.Join([]string{r.URL.String(), r.Header.Get("Accept-Language"), r.Header.Get("Accept"), r.Header.Get("Authorization")}, "\n")
}

// find returns what is kept of the answer to the request, or nil.
func (k *keeper) find(r *http.Request) *keptAnswer {
	if k == nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.byKey[keyOf(r)]
	if !ok {
		return nil
	}
	k.recent.MoveToFront(e)
	return e.Value.(*keptAnswer)
}

// settle returns the answer that the caller gets: what was known, if the server
// says that it is still right. What is new and may be kept is.
func (k *keeper) settle(r *http.Request, known *keptAnswer, answer *http.Response) *http.Response {
	if k == nil {
		return answer
	}
	if known != nil && answer.StatusCode == http.StatusNotModified {
		answer.StatusCode, answer.Status = http.StatusOK, "200 OK"
		answer.Body = io.NopCloser(bytes.NewReader(known.body))
		return answer
	}
	etag := answer.Header.Get("ETag")
	if answer.StatusCode != http.StatusOK || etag == "" || strings.Contains(answer.Header.Get("Cache-Control"), "no-store") {
		return answer
	}
	body, err := io.ReadAll(answer.Body) // it is in memory
	if err != nil {
		return answer
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	k.put(&keptAnswer{key: keyOf(r), etag: etag, body: body})
	return answer
}

// put keeps the answer and lets go of what was not used for longest. One that
// would push out much of the rest is not kept.
func (k *keeper) put(a *keptAnswer) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if old, ok := k.byKey[a.key]; ok {
		k.drop(old)
	}
	if a.weight() > k.most/4 {
		return
	}
	k.byKey[a.key] = k.recent.PushFront(a)
	k.held += a.weight()
	for k.held > k.most {
		k.drop(k.recent.Back())
	}
}

func (k *keeper) drop(e *list.Element) {
	a := k.recent.Remove(e).(*keptAnswer)
	delete(k.byKey, a.key)
	k.held -= a.weight()
}
