from setuptools import setup

setup(cffi_modules=["python/build_core.py:ffibuilder"])
