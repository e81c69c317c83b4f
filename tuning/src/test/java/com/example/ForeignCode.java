package com.example;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;

/** What a stranger's file might name: something that acts while it is read. */
public final class ForeignCode implements Serializable {
  private static final long serialVersionUID = 1L;
  private static int runs;

  /** {@return how often code of this class has run} */
  public static int runs() {
    return runs;
  }

  /** As JSON would set a property. */
  public void setAnything(String anything) {
    runs++;
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    runs++;
  }
}
