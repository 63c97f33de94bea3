{{ objectif('psa-clermont', '4.1') }}
