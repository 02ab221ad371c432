package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"

	"github.com/minio/minio-go/v7"

	"github.com/diptych-cms/diptych/internal/fault"
)

// refused turns the answer to the first look into a fault with the remedy.
func refused(err error, b Bucket) error {
	if err == nil {
		return nil
	}
	answer, answered := errors.AsType[minio.ErrorResponse](err)
	kind, code := fault.Conflict, "blobs.refused"
	switch {
	case !answered || answer.StatusCode >= http.StatusInternalServerError:
		kind, code = fault.Unavailable, "blobs.unreachable"
	case answer.Code == minio.NoSuchBucket:
		kind, code = fault.NotFound, "blobs.no_bucket"
	case answer.StatusCode == http.StatusForbidden:
		kind, code = fault.Forbidden, "blobs.denied"
	}
	f := fault.New(kind, code, "bucket", b.Name, "endpoint", b.Endpoint, "region", b.Region, "answer", answer.Code)
	return errors.Join(f, err)
}

// failed says what an error of the bucket means to whoever asked. Its address and
// its words are for the log alone.
func failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	if _, told := fault.Of(err); told || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	answer, _ := errors.AsType[minio.ErrorResponse](err)
	switch answer.Code {
	case minio.NoSuchKey:
		return fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	case "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientStorage":
		return errors.Join(fault.New(fault.Full, "store.full"), err)
	}
	if answer.StatusCode == http.StatusInsufficientStorage {
		return errors.Join(fault.New(fault.Full, "store.full"), err)
	}
	return errors.Join(fault.New(fault.Unavailable, "blobs.failed"), err)
}
