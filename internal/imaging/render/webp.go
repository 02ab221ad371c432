package render

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

// module is libwebp 1.4.0 compiled to WebAssembly, as github.com/gen2brain/webp
// v0.5.5 has it (SHA-256 bbcf6834…4459). It is embedded rather than imported: that
// package loads a libwebp of the machine where it finds one, looks for it when
// the program starts, and takes luma and chroma only by copies.
//
//go:embed webp.wasm.gz
var module []byte

// pages bounds the memory of one encoder, in pieces of 64 KiB: half a gigabyte,
// which no picture of [imaging.MaxSide] by 2000 pixels comes near.
const pages = 8192

// An encoder is the module, compiled. Each picture runs in an instance of its
// own, with its own memory, which goes when it is done.
type encoder struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
}

// theEncoder compiles the module when the first picture is made: that takes a
// fifth of a second, and three megabytes from then on.
var theEncoder = sync.OnceValues(func() (*encoder, error) {
	ctx := context.Background()
	packed, err := gzip.NewReader(bytes.NewReader(module))
	if err != nil {
		return nil, fmt.Errorf("unpack the WebP encoder: %w", err)
	}
	code, err := io.ReadAll(packed)
	if err != nil {
		return nil, fmt.Errorf("unpack the WebP encoder: %w", err)
	}
	e := &encoder{runtime: wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithMemoryLimitPages(pages))}
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, e.runtime); err != nil {
		return nil, fmt.Errorf("prepare the WebP encoder: %w", err)
	}
	if e.compiled, err = e.runtime.CompileModule(ctx, code); err != nil {
		return nil, fmt.Errorf("compile the WebP encoder: %w", err)
	}
	return e, nil
})

// webp encodes the canvas. It is asked whether anybody still waits before the
// work, which takes a second for five megapixels and cannot be stopped.
func (c *canvas) webp(ctx context.Context, w io.Writer, lossless bool) error {
	e, err := theEncoder()
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	instance, err := e.runtime.InstantiateModule(ctx, e.compiled, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return fmt.Errorf("start the WebP encoder: %w", err)
	}
	defer func() { _ = instance.Close(ctx) }() // its memory goes in any case
	const yuv420a = 4                          // WEBP_YUV420A; 0 is rgba
	parts, space := [][]byte{c.rgba}, uint64(0)
	if c.rgba == nil {
		parts, space = c.yuva(), yuv420a
	} else {
		straight(c.rgba)
	}
	in, size, err := write(ctx, instance, parts)
	if err != nil {
		return err
	}
	flag := uint64(0)
	if lossless {
		flag = 1
	}
	out, err := instance.ExportedFunction("encode").Call(ctx, in, uint64(c.width), uint64(c.height), size, space,
		webpQuality, method(c.width*c.height, lossless), flag, 0)
	if err != nil {
		return fmt.Errorf("encode as WebP: %w", err)
	}
	length, _ := instance.Memory().ReadUint32Le(uint32(size))
	encoded, ok := instance.Memory().Read(uint32(out[0]), length)
	if !ok || length == 0 || out[0] == 0 {
		return errors.New("encode as WebP: nothing came out")
	}
	_, err = w.Write(encoded)
	return err
}

// write copies the parts into the instance's memory, one behind the other, and
// returns where, and where the encoder may write a length.
func write(ctx context.Context, instance api.Module, parts [][]byte) (at, size uint64, err error) {
	const room = 8
	total := 0
	for _, p := range parts {
		total += len(p)
	}
	got, err := instance.ExportedFunction("malloc").Call(ctx, uint64(total+room))
	if err != nil {
		return 0, 0, fmt.Errorf("make room for the WebP encoder: %w", err)
	}
	if got[0] == 0 {
		return 0, 0, errors.New("the WebP encoder has no room")
	}
	instance.Memory().Write(uint32(got[0]), make([]byte, room))
	to := got[0] + room
	for _, p := range parts {
		if !instance.Memory().Write(uint32(to), p) {
			return 0, 0, errors.New("the WebP encoder has no room")
		}
		to += uint64(len(p))
	}
	return got[0] + room, got[0], nil
}

// yuva returns luma, chroma and an alpha that hides nothing, in the ranges of
// video.
func (c *canvas) yuva() [][]byte {
	if !c.video {
		c.convert(toVideo())
		c.video = true
	}
	cb, cr := c.cb, c.cr
	if cb == nil {
		cb = bytes.Repeat([]byte{128}, (c.width+1)/2*((c.height+1)/2))
		cr = cb
	}
	return [][]byte{c.y, cb, cr, bytes.Repeat([]byte{0xff}, c.width*c.height)}
}

// method is how hard the encoder tries, 0 to 6. Small pictures are seen most and
// cost little; large ones would take seconds for a twentieth of their bytes.
func method(pixels int, lossless bool) uint64 {
	switch {
	case lossless:
		return 2
	case pixels <= 500_000:
		return 4
	case pixels <= 2_000_000:
		return 2
	}
	return 1
}
