// Model files on disk.

package refnet

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// mostLinks is how many links a path may have, as on Linux.
const mostLinks = 40

// SaveModel writes the file of a network completely or not at all: it writes a temporary file in the
// same folder, flushes it to the disk and renames it.
//
// The target of a link is replaced, not the link, and an existing file's mode is kept.
//
// On Unix, SIGINT, SIGTERM and SIGHUP wait until the file is written, so that a program that they end
// leaves no temporary file; SaveModel sends them again before it returns. A program that handles them
// itself (signal.Notify) receives them at once and then a second time, and has to let SaveModel return
// before it exits. Whatever else ends the program meanwhile leaves the old file, and may leave the
// temporary one, whose name begins with ".refnet-".
//
// The error is one of WriteModel's, in which case nothing is written, or one of the file system's,
// also for a folder, a pipe or a device.
func SaveModel(path string, model Model) error {
	content, err := WriteModel(model)
	if err != nil {
		return err
	}
	place, err := linkTarget(path)
	if err != nil {
		return err
	}
	mode, exists := fs.FileMode(0o666), false
	// A device is looked up by its own name: /dev/stdout leads to the pipe's name, which is no path.
	old, err := os.Stat(path)
	switch {
	case path == "", err == nil && !old.Mode().IsRegular():
		return saveError(path, errors.New("expected a file, not a folder, a pipe or a device"))
	case err == nil:
		mode, exists = old.Mode(), true
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	release := holdSignals()
	defer release()
	err = replaceFile(place, content, mode, exists)
	if cause := errors.Unwrap(err); cause != nil {
		err = saveError(path, cause) // the temporary name would tell the user nothing
	}
	return err
}

// replaceFile writes a file beside the place and renames it; exists: whether the mode is an old file's.
func replaceFile(place string, content []byte, mode fs.FileMode, exists bool) error {
	// The name is no longer than others, so that every name that the file system allows can be saved.
	beside := filepath.Join(filepath.Dir(place), fmt.Sprintf(".refnet-%016x", rand.Uint64()))
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode.Perm())
	if err != nil {
		return err
	}
	if exists {
		err = file.Chmod(mode) // what the umask took away
	}
	if err == nil {
		_, err = file.Write(content)
	}
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(beside, place)
	}
	if err != nil {
		os.Remove(beside) // its own error matters less than the first one
	}
	return err
}

// linkTarget returns where the links at this path lead, also if there is no file yet.
func linkTarget(path string) (string, error) {
	place := path
	for range mostLinks {
		folder, name := filepath.Split(place)
		if folder == "" {
			folder = "."
		}
		folder, err := filepath.EvalSymlinks(folder)
		if err != nil {
			return "", err
		}
		place = filepath.Join(folder, name)
		found, err := os.Lstat(place)
		if err != nil || found.Mode()&fs.ModeSymlink == 0 {
			return place, nil
		}
		target, err := os.Readlink(place)
		if err != nil {
			return "", err
		}
		if place = target; !filepath.IsAbs(target) {
			// not Join, which drops "link/.." without looking where it leads
			place = folder + string(filepath.Separator) + target
		}
	}
	return "", saveError(path, errors.New("too many links"))
}

// saveError returns the error for a path that cannot be saved.
func saveError(path string, cause error) error {
	return &fs.PathError{Op: "save", Path: path, Err: cause}
}

// LoadModel returns what the file at this path holds.
//
// The error is one of ReadModel's or one of the file system's.
func LoadModel(path string) (Model, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return Model{}, err
	}
	return ReadModel(content)
}
